import type { Component } from 'svelte';
import type { AppState } from '../state/app.svelte';
import TrainView from './train/TrainView.svelte';

export interface View {
  /** Its name in the address, for instance `?view=settings`. */
  readonly id: string;
  readonly label: string;
  readonly load: () => Promise<{ readonly default: Component<{ app: AppState }> }>;
}

/** The views in the order of their tabs. The first is open at the start; the code of the others comes when they do. */
export const VIEWS: readonly View[] = [
  { id: 'train', label: 'Train', load: () => Promise.resolve({ default: TrainView }) },
  { id: 'checkpoints', label: 'Checkpoints', load: () => import('./checkpoints/CheckpointsView.svelte') },
  { id: 'runs', label: 'Runs', load: () => import('./runs/RunsView.svelte') },
  { id: 'results', label: 'Results', load: () => import('./results/ResultsView.svelte') },
  { id: 'settings', label: 'Settings', load: () => import('./settings/SettingsView.svelte') },
  { id: 'how-it-works', label: 'How it works', load: () => import('./howItWorks/HowItWorksView.svelte') },
];
