import './lenet';
