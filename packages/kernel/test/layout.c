/* All structures of capgate.h, so that a compiler writes down where their fields lie. */
#include "../bpf/kernel.h"
#include "../bpf/capgate.h"

struct descriptor a_descriptor;
struct mask a_mask;
struct event *an_event;
struct tally a_tally;
struct held a_held;
struct numbered_tool a_tool;
struct settings some_settings;
struct opened an_opened;
struct granted a_granted;
