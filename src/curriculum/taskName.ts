/** The environment's name where others list it: model hubs and monitor files. */
export const TASK_NAME = 'TMD-12-Storey-v9';
