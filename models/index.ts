import './lenet';
import './resnet';
import './squeezenet';
import './vgg';
import './xception';
