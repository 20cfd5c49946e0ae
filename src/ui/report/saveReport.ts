import { flushSync, mount, unmount } from 'svelte';
import type { AppState } from '../../state/app.svelte';
import { saveFile } from '../../state/saveFile';
import { reportText as text } from '../../strings/report';
import { runName } from '../runs/runText';
import RunReport from './RunReport.svelte';
import { standaloneDocument } from './standaloneDocument';

/** Gives the report of the current run as a file of its own, which opens in any browser, for ever. */
export function saveReport(app: AppState): void {
  const name = runName(app.settings.current.run);
  const article = document.createElement('article');
  article.className = 'report';
  document.body.append(article);
  const report = mount(RunReport, { target: article, props: { app, isFile: true } });
  try {
    flushSync();
    const page = standaloneDocument(article, text.title(name));
    saveFile(text.file(app.settings.current.run), new Blob([page]));
  } finally {
    unmount(report).catch(() => undefined);
    article.remove();
  }
}
