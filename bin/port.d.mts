export const DEFAULT_PORT: number;

export function obstacleAt(port: number, command: string): Promise<string | null>;
