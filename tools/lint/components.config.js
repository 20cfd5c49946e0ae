export { TYPED as default } from '../../eslint.config.js';
