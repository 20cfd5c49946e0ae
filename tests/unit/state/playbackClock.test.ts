import { beforeEach, describe, expect, test } from 'vitest';
import { PlaybackClock } from '../../../src/state/playbackClock.svelte';

let clock: PlaybackClock;
beforeEach(() => {
  clock = new PlaybackClock();
  clock.load(10);
});

describe('the clock of a playback', () => {
  test('moves while it plays, as fast as it is told, and not otherwise', () => {
    clock.advance(1);
    expect(clock.time).toBe(0);
    clock.play();
    clock.advance(1);
    clock.speed = 4;
    clock.advance(0.5);
    expect(clock.time).toBe(3);
  });

  test('stops at the end, and begins anew from there', () => {
    clock.play();
    clock.advance(11);
    expect(clock).toMatchObject({ time: 10, hasEnded: true, isPlaying: false });
    clock.toggle();
    expect(clock).toMatchObject({ time: 0, hasEnded: false, isPlaying: true });
    clock.toggle();
    expect(clock.isPlaying).toBe(false);
  });

  test('stays where a person looks, within the record', () => {
    clock.play();
    clock.seek(4);
    clock.advance(1);
    expect(clock).toMatchObject({ time: 4, isPlaying: false });
    clock.seek(-1);
    expect(clock.time).toBe(0);
    clock.seek(99);
    expect(clock.time).toBe(10);
  });

  test('goes on where it was after a pause', () => {
    clock.play();
    clock.advance(2);
    clock.pause();
    clock.play();
    clock.advance(1);
    expect(clock.time).toBe(3);
  });

  test('is at the start of another record, and does not play where there is none', () => {
    clock.seek(4);
    clock.load(20);
    expect(clock).toMatchObject({ time: 0, duration: 20 });
    const empty = new PlaybackClock();
    empty.play();
    expect(empty).toMatchObject({ isPlaying: false, hasEnded: false });
  });
});
