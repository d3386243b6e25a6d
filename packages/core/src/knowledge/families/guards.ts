/** Names of what watches or protects a machine, and of the gate: helpers for the families that stop, remove or find it. */

/** Packages, units and daemons of security controls, as patterns of `Cases`. */
export const GUARDS =
  'auditd* rsyslog* syslog* *journald* ufw* firewalld* iptables* ip6tables* nftables* apparmor* selinux* fail2ban* falco* falcon-sensor* crowdstrike* clamav* clamd* freshclam* osquery* crowdsec* wazuh* ossec* sysmon* mdatp* sentinelone* sentinelagent* carbonblack* cbagentd* cbdaemon* suricata* snort* aide* chkrootkit* rkhunter* tripwire* samhain* elastic-agent* auditbeat* filebeat* qualys* nessus* ds_agent* sophos* savd* esets* unattended-upgrades* sshguard* acct psacct';

/** Daemons of security controls, where a name may be a part of a command line. */
export const WATCHING =
  '*auditd* *rsyslogd* *syslogd* *syslog-ng* *journald* *falco* *osquery* *crowdstrike* *falcon-sensor* *clamd* *freshclam* *fail2ban* *wazuh* *ossec* *sysmon* *mdatp* *sentinel* *carbonblack* *cbdaemon* *XProtect* *snort* *suricata* *aide*';
/** The gate's process, likewise. */
export const GATE_PROCESS = '*capgate*';

/** Processes that are services of the system: whoever stops one stops the service. */
export const DAEMONS =
  'cron crond atd sshd cupsd ntpd chronyd systemd-* NetworkManager wpa_supplicant dhclient udevd polkitd dockerd containerd kubelet ^cron$ ^sshd$';

/** Programs of the gate, and packages that carry it. */
export const GATE = 'capgate capgate@* capgate.* capgate-* @capgate/*';

/** A unit that is stopped, or a package that is removed. */
export const stopping = <Effect extends string>(effect: Effect) =>
  ({ [GATE]: 'gate.tamper', [GUARDS]: 'evade.security', else: effect, dynamic: effect }) as const;

/** Texts that only keys and tokens hold. */
export const SOUGHT = {
  '*AKIA* *aws_secret_access_key* *AWS_SECRET_ACCESS_KEY* *ghp_* *gho_* *github_pat_* *xox[* *xoxb-* *sk_live_* *sk-ant-* *-----BEGIN*':
    'secret.hunt',
  else: 'text',
  dynamic: 'text',
} as const;
