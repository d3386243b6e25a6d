/** Sockets of who would run something elsewhere, at their usual places: what is asked there leaves the session. */
import type { Place } from '../place.ts';

/** `uid`: whose session it is. */
export function brokers(uid: number): readonly Place[] {
  const own = `/run/user/${uid}`;
  return [
    '/run/systemd/private',
    '/run/dbus/system_bus_socket',
    '/run/docker.sock',
    '/run/containerd/containerd.sock',
    '/run/podman/podman.sock',
    '/run/crio/crio.sock',
    '/run/libvirt/libvirt-sock',
    `${own}/systemd/private`,
    `${own}/bus`,
    `${own}/docker.sock`,
    `${own}/podman/podman.sock`,
  ].map((path) => ({ path, scope: 'system' }));
}
