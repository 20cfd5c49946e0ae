import type { RunSettings } from '../curriculum/settings';
import { EngineGroup } from '../ppo/engines/webgpu/engineGroup';
import { WebgpuEngine } from '../ppo/engines/webgpu/webgpuEngine';
import { SharedGpu } from '../trainer/sharedGpu';
import { openNodeGpu } from './nodeGpu';
import { nodeRecovery, problemOf } from './runEngine';

/**
 * Opens a GPU for several runs of this process, and has it compute what WebAssembly does.
 *
 * @param settings of the runs, whatever their seeds
 * @param wanted runs that are to train side by side; see `SharedGpu.runsAtOnce`
 * @param tell hears why not
 * @returns null where the runs are not to be trained on it
 * @throws DawnMissingError, NoAdapterError, GpuFailure
 */
export async function openSharedGpu(
  settings: RunSettings,
  wanted: number,
  tell: (line: string) => void,
): Promise<SharedGpu | null> {
  const first = await openNodeGpu();
  const engine = new WebgpuEngine(new EngineGroup(first.gpu));
  const problem = await problemOf({ engine, device: first.device }, settings);
  engine.dispose();
  if (problem === null) return new SharedGpu({ wanted, open: openNodeGpu, recovery: nodeRecovery(), first });
  first.gpu.destroy();
  tell(problem);
  return null;
}
