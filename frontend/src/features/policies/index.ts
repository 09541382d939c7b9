export { PolicyLinks } from './PolicyLinks';
export { PolicyNews } from './PolicyNews';
export { PolicyReader } from './PolicyReader';
