declare module 'virtual:ppo-kernel/*' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}
