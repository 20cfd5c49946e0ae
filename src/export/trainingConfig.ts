import type { Schedule } from '../curriculum/schedule';
import type { StageSettings } from '../curriculum/settings';
import type { ExportedModel } from './exportedModel';

/** `config.yml`: how the model was trained, under Stable-Baselines3's names. */
export function trainingConfig({ state, training }: ExportedModel) {
  const { netArch, activation } = state.architecture;
  const policy_kwargs = {
    net_arch: [...netArch],
    activation_fn: activation === 'tanh' ? 'nn.Tanh' : 'nn.ReLU',
  };
  if (!training) return { algo: 'ppo', policy: 'MlpPolicy', policy_kwargs };
  const { settings, stage, engine, device } = training;
  return {
    algo: 'ppo',
    policy: 'MlpPolicy',
    policy_kwargs: { ...policy_kwargs, log_std_init: settings.policy.log_std_init },
    preset: settings.preset,
    run: settings.run,
    seed: settings.seed,
    ...(settings.building && { building: settings.building }),
    ...(settings.seismometers.length > 0 && { seismometers: settings.seismometers }),
    n_envs: settings.n_envs,
    integrator: settings.integrator,
    spectrum: settings.spectrum,
    randomisation: settings.randomisation,
    completed_stage: stage,
    engine,
    device,
    stages: settings.stages.map((each) => ({
      ...stageConfig(each),
      own_records: settings.records[each.number - 1],
    })),
  };
}

function stageConfig(stage: StageSettings) {
  const { number, magnitude, force_limit_kN, stroke_limit_m, earlier_magnitudes, training_records } = stage;
  const { learning_rate, ...rest } = stage.hyperparameters;
  return {
    stage: number,
    magnitude,
    force_limit_kN,
    stroke_limit_m,
    earlier_magnitudes,
    ...(training_records !== null && { training_records }),
    n_timesteps: stage.total_timesteps,
    learning_rate: scheduleText(learning_rate),
    ...rest,
  };
}

function scheduleText(schedule: Schedule): number | string {
  if (schedule.shape === 'constant') return schedule.value;
  return `${schedule.shape} from ${schedule.initial} to ${schedule.final}`;
}
