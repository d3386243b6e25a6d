/** Telling a person who looks elsewhere that something waits: by a notification, by a sound, each where it was chosen. */
import { useEffect, useRef } from 'react';
import type { Approval } from '../gate/queries.ts';
import { kept } from '../parts/kept.ts';

export const ALERTS = ['notification', 'sound'] as const;
export type Alert = (typeof ALERTS)[number];

const choices = { notification: kept('notification'), sound: kept('sound') };

export function isChosen(alert: Alert): boolean {
  return choices[alert].get() === 'yes' && (alert === 'sound' || Notification.permission === 'granted');
}

/** Resolves with whether it is chosen then: a browser may refuse notifications. */
export async function choose(alert: Alert, wanted: boolean): Promise<boolean> {
  const isGranted = !wanted || alert === 'sound' || (await Notification.requestPermission()) === 'granted';
  choices[alert].set(wanted && isGranted ? 'yes' : 'no');
  if (wanted && alert === 'sound') play();
  return wanted && isGranted;
}

/** Tells of each that comes while the page is open; of those that waited before, nobody need be told. */
export function useAlerts(pending: readonly Approval[] | undefined): void {
  const known = useRef<ReadonlySet<string>>(undefined);
  useEffect(() => {
    if (pending === undefined) return;
    const before = known.current;
    const added = pending.filter(({ approval }) => before?.has(approval) === false);
    known.current = new Set(pending.map(({ approval }) => approval));
    if (added.length === 0) return;
    if (isChosen('notification')) for (const approval of added) notify(approval);
    if (isChosen('sound')) play();
  }, [pending]);
}

/** Who reads over a shoulder or on a locked screen learns no command. */
function notify({ approval, risk }: Approval): void {
  const notification = new Notification('Capgate: an action waits for you', { body: `Risk ${risk}`, tag: approval });
  notification.addEventListener('click', () => {
    focus();
    location.hash = `#/approvals/${approval}`;
  });
}

const PITCH_HZ = 660;
const LOUDNESS = 0.08;
const LENGTH_SECONDS = 0.18;

function play(): void {
  const audio = new AudioContext();
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = PITCH_HZ;
  volume.gain.setValueAtTime(LOUDNESS, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(1e-4, audio.currentTime + LENGTH_SECONDS);
  tone.connect(volume).connect(audio.destination);
  tone.addEventListener('ended', () => void audio.close());
  tone.start();
  tone.stop(audio.currentTime + LENGTH_SECONDS);
}
