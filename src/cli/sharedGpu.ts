import { EngineGroup } from '../ppo/engines/webgpu/engineGroup';
import { WebgpuEngine } from '../ppo/engines/webgpu/webgpuEngine';
import { SharedGpu } from '../trainer/sharedGpu';
import { openNodeGpu } from './nodeGpu';
import type { Wanted } from './runEngine';
import { nodeRecovery, problemOf } from './runEngine';

/**
 * Opens a GPU for several runs of this process, which has to have room for each and to compute what WebAssembly does.
 *
 * @param each what each of the runs is, whatever its seed
 * @param wanted runs that are to train side by side; see `SharedGpu.runsAtOnce`
 * @param tell hears why not
 * @returns null where the runs are not to be trained on it
 * @throws DawnMissingError, NoAdapterError, GpuFailure
 */
export async function openSharedGpu(
  each: Pick<Wanted, 'settings' | 'library'>,
  wanted: number,
  tell: (line: string) => void,
): Promise<SharedGpu | null> {
  const first = await openNodeGpu();
  const engine = new WebgpuEngine(new EngineGroup(first.gpu));
  const problem = await problemOf({ engine, device: first.device }, each);
  engine.dispose();
  if (problem === null) return new SharedGpu({ wanted, open: openNodeGpu, recovery: nodeRecovery(), first });
  first.gpu.destroy();
  tell(problem);
  return null;
}
