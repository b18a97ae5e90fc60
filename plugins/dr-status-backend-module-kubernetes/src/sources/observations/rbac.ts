import type { Rbac } from '../../signals';
import type { ClusterItems } from '../collections';

/** Groups and users of the system itself, not of people. */
const SYSTEM_SUBJECT = /^(Group|User):(system|kubeadm|eks):/;
const BUILT_IN_ADMIN = 'cluster-admin';

/** Who may do everything, and what people are given over the whole cluster. */
export function rbacOf(items: ClusterItems): Rbac {
  const roles = new Map(items.clusterRoles.map(role => [role.name, role]));
  const admins: Rbac['admins'] = [];
  const people: Array<[string, string]> = [];
  for (const { name: binding, role, subjects } of items.clusterRoleBindings) {
    const known = roles.get(role);
    const all = role === BUILT_IN_ADMIN || known?.wildcard === true;
    for (const subject of subjects) {
      if (all) {
        admins.push({ subject, binding, role });
      }
      if (
        !subject.startsWith('ServiceAccount:') &&
        !SYSTEM_SUBJECT.test(subject)
      ) {
        people.push([`${subject} ${role}`, known?.digest ?? 'no such role']);
      }
    }
  }
  return {
    admins,
    people: Object.fromEntries(people.sort()),
  };
}
