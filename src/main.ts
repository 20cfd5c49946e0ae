import { mount } from 'svelte';
import App from './App.svelte';
import { ensureValidLocale } from './platform/validLocale';
import './app.css';
import './forcedColours.css';
import './print.css';

ensureValidLocale();
const target = document.getElementById('app');
if (!target) throw new Error('The page has no element to mount the app on.');
mount(App, { target });
