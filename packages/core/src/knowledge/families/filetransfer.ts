/** FTP and its kin, and programs that send mail or messages. */
import type { Family } from '../vocabulary/spec.ts';

const NOTIFY_TEXT =
  '-s --subject -r -f --from -t --to -b --bcc -c --cc -S -q -n -u -m --message --title --body --priority -h --host -p --port';

export const filetransfer: Family = {
  ftp: {
    // Its prompt runs programs.
    bare: 'shell.interactive',
    operands: ['network.connect', 'text*'],
    values: {
      '-u --upload': { takes: 'text', does: 'network.send' },
      '-o': { '|*': 'code.hook', '-': 'text', else: 'file.write' },
      '-P -s -r -q -N -T -w -x -H -b -c -k -D': 'text',
    },
  },
  'lftp lftpc': {
    bare: 'shell.interactive',
    operands: ['network.connect'],
    values: {
      '-c -e': { takes: 'source.other', does: 'network.connect' },
      '-f': 'file.run',
      '-u -p -s --user --port --norc --rcfile': 'text',
    },
  },
  'ncftp ncftpls': { operands: ['network.connect'], values: { '-u -p -P -f': 'text' } },
  'ncftpput curlftpfs wput': { does: 'network.send', operands: 'text*', values: { '-u -p -P -f': 'text' } },
  'tftp atftp': {
    operands: ['network.connect', 'text'],
    values: { '-c': { takes: 'text', does: 'network.send' }, '-m -v -p -g -l -r --option': 'text' },
  },
  'tnftp pftp sftp-server ftpd vsftpd proftpd pure-ftpd tftpd in.tftpd atftpd uftpd pyftpdlib': {
    does: 'network.listen',
    operands: 'text*',
    values: { '-c -S -p -s': 'text' },
  },
  'gftp filezilla': 'desktop.act',
  'mail mailx Mail heirloom-mailx s-nail bsd-mailx nail': {
    operands: 'network.send*',
    values: {
      '-f': { takes: 'file.read', operands: 'text*' },
      '-a -A --attach --content-filename': 'file.upload',
      '--exec -E --execute': 'code.hook',
      '-s --subject -r -b -c -q -u -T -S -N -X -R -M': 'text',
    },
    flags: { '-H -e -L': { operands: 'text*' } },
  },
  'mutt neomutt': {
    operands: 'network.send*',
    bare: 'desktop.act',
    values: {
      '-a': 'file.upload',
      '-F -e': 'code.hook',
      '-f': { takes: 'file.read', operands: 'text*' },
      '-s -b -c -i -H -m -Q -D -d -l -p -g -G -y -z -Z -A -C': 'text',
    },
  },
  'alpine pine aerc himalaya thunderbird evolution geary': { does: 'desktop.act', operands: 'text*' },
  'sendmail exim exim4 postdrop ssmtp msmtp nullmailer-inject esmtp dma opensmtpd-sendmail msmtpq': {
    does: 'network.send',
    operands: 'text*',
    flags: {
      '-bp -bv -bV -bP -bt -bi': { turns: { 'network.send': 'inspect' } },
      '-be -bem': 'code.hook',
      '-bd -bs': 'network.listen',
    },
    values: {
      '-C -file -oQ': 'code.hook',
      '-D': 'code.hook',
      '-f -F -r -a -account -from -host -port -user -tls -X -O -t -N -R -V -L': { takes: 'text', attached: true },
    },
    style: 'long',
  },
  'swaks mailsend sendemail sendEmail mpack smtp-cli blat email mailto smtp-source metasend': {
    does: 'network.send',
    operands: 'text*',
    values: {
      [NOTIFY_TEXT]: 'text',
      '-a --attach --attach-body': 'file.upload',
      '--auth-user --auth-password -au -ap --server --ehlo --header --h-Subject': 'text',
    },
  },
  'mailq exiqgrep exim_dumpdb mailstat biff from frm messages': {
    does: 'inspect',
    operands: 'text*',
    values: { '-f -r -s -y -o -C': 'text' },
  },
  postqueue: {
    does: 'inspect',
    flags: { '-f': 'service.change' },
    values: { '-i -s': { takes: 'text', does: 'service.change' } },
  },
  postsuper: { does: 'service.change', values: { '-d': 'service.change', '-h -H -r -c -e -f': 'text' } },
  postconf: {
    does: 'inspect',
    operands: 'text*',
    flags: { '-e -X -# -M -F -P': 'config.redirect' },
    values: { '-c': 'text' },
  },
  'postmap postalias newaliases': {
    operands: 'text*',
    does: 'config.change',
    flags: { '-q -s': { turns: { 'config.change': 'inspect' } } },
  },
  'postfix dovecot': {
    operands: 'text*',
    commands: { 'check status': 'inspect', 'start stop reload restart abort flush': 'service.change' },
    values: { '-c': 'text' },
    flags: { '-n -a': 'inspect' },
  },
  doveadm: {
    bare: 'inspect',
    commands: {
      'search fetch quota who user pw-verify mailbox service config log help': 'inspect',
      'expunge purge move copy deduplicate altmove': 'remote.delete',
      'auth exec kick reload stop index force-resync sync backup import pw': 'service.change',
    },
  },
  'procmail maildrop fdm fetchmail getmail mbsync isync offlineimap imapsync mpop notmuch mu afew mairix': {
    does: ['network.fetch', 'file.create'],
    operands: 'text*',
    values: { '-f -c --config -r -a -u -p -m --mda': 'text' },
  },
  'notify-send dunstify noti ntfy ntfyme terminal-notifier growlnotify osd_cat makoctl dunstctl swaync-client': {
    does: 'desktop.act',
    operands: 'text*',
    values: {
      '-u -t -i -c -h -a -r -A -p --urgency --expire-time --icon --category --hint --app-name --title --message':
        'text',
    },
  },
  'slackcat slack-cli slacker telegram-send tg-send telegram-cli signal-cli pushover wal-telegram wacli discord.sh apprise matrix-commander toot tut rainbowstream t twurl':
    {
      does: 'network.send',
      operands: 'text*',
      commands: {
        'list get show listGroups listContacts listAccounts receive timeline search contacts chats messages':
          'remote.read',
        'auth login register verify link': 'remote.login',
        'send post upload msg': 'network.send',
        'doctor sync': 'remote.read',
      },
      values: {
        '--channel -c --to -t --message -m --file -f --username -u -a --account --store --timeout --attachment': 'text',
      },
    },
  'irssi weechat weechat-curses ircii epic5 tiny profanity mcabber sic ii talk ytalk ntalk write': {
    does: 'network.connect',
    operands: 'text*',
    values: { '-c -h -p -n -w --connect --host --port --nick --home --config': 'text' },
  },
  'register_new_matrix_user prosodyctl ejabberdctl synctl': {
    does: 'service.change',
    operands: 'text*',
    commands: {
      'status about check': 'inspect',
      'adduser passwd deluser register unregister': 'user.change',
      'start stop restart reload': 'service.change',
    },
  },
  'efax efax-0.9a fax sendfax': {
    does: 'network.send',
    operands: 'text*',
    values: { '-d -o -t -v -c -i -j -k -l -p -q -s -x': 'text' },
  },
};
