import { mount } from 'svelte';
import App from './App.svelte';
import { ensureValidLocale } from './platform/validLocale';
import './app.css';
import './forcedColours.css';
import './print.css';
import { shellText as text } from './strings/shell';

ensureValidLocale();
const target = document.getElementById('app');
if (!target) throw new Error('The page has no element to mount the app on.');
try {
  // What the page said until now, in case that nothing would take its place.
  target.replaceChildren();
  mount(App, { target });
} catch (error) {
  const words = document.createElement('p');
  words.className = 'not-mounted';
  words.setAttribute('role', 'alert');
  words.textContent = text.notMounted(String(error));
  target.replaceChildren(words);
  throw error;
}
