import './lenet';
import './resnet';
