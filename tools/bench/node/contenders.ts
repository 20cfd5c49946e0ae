import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { findChromium } from '../../chromium/chromium.mjs';
import type { Contender } from '../contender';
import { ProcessContender } from '../processContender';
import type { NodeEngine } from './engine';

const RUN = resolve(import.meta.dirname, '../run.mjs');

/** Where packages put Chromium's own files: its Vulkan loader and SwiftShader, Vulkan in software, are among them. */
const CHROMIUM_FOLDERS = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'];

/**
 * An engine in Node.js, on the machine's GPU; where Dawn finds none, on the SwiftShader of an installed Chromium.
 *
 * @throws NotHere
 */
export async function nodeContender(name: string, engine: NodeEngine, preset: string): Promise<Contender> {
  const open = (environment: NodeJS.ProcessEnv) =>
    ProcessContender.open(
      name,
      [process.execPath, RUN, 'node/engine.ts', engine, preset],
      (stage, portion) => ({ preset, stage, portion }),
      environment,
    );
  if (engine !== 'webgpu' && engine !== 'tfjs-webgpu') return open({});
  try {
    return await open({});
  } catch (error) {
    const software = softwareVulkan();
    if (!software) throw error;
    return open(software);
  }
}

/** The environment in which Dawn computes in software. */
export function softwareVulkan(): NodeJS.ProcessEnv | null {
  const chromium = findChromium();
  const folders = [...CHROMIUM_FOLDERS, ...(chromium ? [dirname(realpathSync(chromium))] : [])];
  const driver = (folder: string) => join(folder, 'vk_swiftshader_icd.json');
  const folder = folders.find((candidate) => existsSync(driver(candidate)));
  if (!folder) return null;
  const libraries = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter);
  return { VK_ICD_FILENAMES: driver(folder), LD_LIBRARY_PATH: libraries };
}
