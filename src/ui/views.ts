import type { Component } from 'svelte';
import type { AppState } from '../state/app.svelte';
import { shellText } from '../strings/shell';
import TrainView from './train/TrainView.svelte';

const { tabs } = shellText;

export interface View {
  /** Its name in the address, for instance `?view=settings`. */
  readonly id: string;
  readonly label: string;
  readonly load: () => Promise<{ readonly default: Component<{ app: AppState }> }>;
}

/** The views in the order of their tabs. The first is open at the start; the code of the others comes when they do. */
export const VIEWS: readonly View[] = [
  { id: 'train', label: tabs.train, load: () => Promise.resolve({ default: TrainView }) },
  { id: 'building', label: tabs.building, load: () => import('./building/BuildingView.svelte') },
  { id: 'earthquakes', label: tabs.earthquakes, load: () => import('./earthquakes/EarthquakesView.svelte') },
  { id: 'checkpoints', label: tabs.checkpoints, load: () => import('./checkpoints/CheckpointsView.svelte') },
  { id: 'runs', label: tabs.runs, load: () => import('./runs/RunsView.svelte') },
  { id: 'results', label: tabs.results, load: () => import('./results/ResultsView.svelte') },
  { id: 'settings', label: tabs.settings, load: () => import('./settings/SettingsView.svelte') },
  { id: 'how-it-works', label: tabs.howItWorks, load: () => import('./howItWorks/HowItWorksView.svelte') },
];
