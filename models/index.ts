import './lenet';
import './resnet';
import './vgg';
import './xception';
