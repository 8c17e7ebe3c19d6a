import './lenet';
import './resnet';
import './vgg';
