// tfjs's cpu backend advertises tfjs-node at its first use in every test file.
const warn = console.warn;
console.warn = (...message) => {
  if (!String(message[0]).includes('Hi, looks like you are running TensorFlow.js in Node.js'))
    warn(...message);
};
