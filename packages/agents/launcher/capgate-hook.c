/*
 * What an agent's hook runs: sends what the agent sent to the gate, and prints what the gate answers. It is C because it
 * starts before every action, and Node takes longer to start than the gate to decide.
 *
 *     capgate-hook [AGENT] [--socket PATH] [--deadline-ms MS]
 *     capgate-hook --token TOKEN [--socket PATH] [--deadline-ms MS]
 *
 * Nothing but a whole answer of the gate ends it as the gate says; everything else stops the action: a message on
 * standard error and status 2, or what the agent takes for a refusal instead.
 *
 * With a token it is the first line of a command that the gate allowed, as `capgate exec --token` is: it ends well once
 * the shell that called it is held to that decision.
 */
#ifdef CAPGATE_HOSTED
#include "hosted.h"
#else
#include "linux.h"
#endif

/* The gate's own bound on a question. */
#define PAYLOAD_MAX (8u << 20)
/* A byte may become six. */
#define QUOTED_MAX(length) ((length) * 6ul + 2)
/* Of all variables and folders, which the system bounds too. */
#define SURROUNDINGS_MAX (1u << 20)
#define ANSWER_MAX (1u << 20)
/* Below the ten seconds that hooks are installed with: a host that waits no longer runs the action. */
#define DEADLINE_MS 8000
#define DEADLINE_MS_MAX 60000
#define RETRY_MS 20
#define PATH_MAX_BYTES 4096

/* Those that adapters read, in their order: see HOOK_VARIABLES of @capgate/agents. */
static const char *const VARIABLES[] = {
    "CLAUDE_CODE_SESSION_ATTENDED", "CLAUDE_PROJECT_DIR", "COPILOT_CLI",
    "COPILOT_PROJECT_DIR",          "GEMINI_PROJECT_DIR", "QWEN_PROJECT_DIR",
};
#define VARIABLE_COUNT (sizeof VARIABLES / sizeof VARIABLES[0])

struct text {
    char *bytes;
    size_t length;
    size_t max;
};

static const char *agent = "";
static const char *token = "";
static const char *socket_path = "";
static char **environment;
static long long deadline_ms;

/* ---- texts ---- */

static size_t length_of(const char *text) {
    size_t length = 0;
    while (text[length] != 0) length++;
    return length;
}

static int equal(const char *a, const char *b) {
    while (*a != 0 && *a == *b) a++, b++;
    return *a == *b;
}

/* What does not fit is left out, and `length` is then `max`: whoever sends the text looks at that. */
static void add_byte(struct text *text, char byte) {
    if (text->length < text->max) text->bytes[text->length++] = byte;
}

static void add(struct text *text, const char *more) {
    while (*more != 0) add_byte(text, *more++);
}

static void add_number(struct text *text, long number) {
    char digits[24];
    int count = 0;
    do digits[count++] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    while (count > 0) add_byte(text, digits[--count]);
}

/* A text of JSON (RFC 8259). Bytes beyond ASCII stay: the gate refuses what is no UTF-8. */
static void add_quoted(struct text *text, const char *bytes, size_t length) {
    static const char hex[] = "0123456789abcdef";
    add_byte(text, '"');
    for (size_t at = 0; at < length; at++) {
        unsigned char byte = (unsigned char)bytes[at];
        if (byte == '"' || byte == '\\') {
            add_byte(text, '\\');
            add_byte(text, (char)byte);
        } else if (byte < 0x20) {
            add(text, "\\u00");
            add_byte(text, hex[byte >> 4]);
            add_byte(text, hex[byte & 15]);
        } else {
            add_byte(text, (char)byte);
        }
    }
    add_byte(text, '"');
}

static void add_quoted_text(struct text *text, const char *value) {
    add_quoted(text, value, length_of(value));
}

/* ---- waiting ---- */

static long long remaining_ms(void) {
    long long left = deadline_ms - now_ms();
    return left > 0 ? left : 0;
}

/* Whether the file can be read or written before the deadline. */
static int is_ready(int file, short events) {
    return wait_for(file, events, remaining_ms()) > 0;
}

/* ---- the end ---- */

/* Half an answer may read as none, which lets actions run. */
static void write_all(int file, const char *bytes, size_t length) {
    while (length > 0) {
        long count = write_some(file, bytes, length);
        if (count == BUSY && is_ready(file, POLLOUT)) continue;
        if (count <= 0) leave(2);
        bytes += count;
        length -= (size_t)count;
    }
}

/* Cline heeds no status, but what is printed. */
static _Noreturn void stop(const char *why) {
    char message_bytes[512 + PATH_MAX_BYTES];
    struct text message = {message_bytes, 0, sizeof message_bytes};
    add(&message, "Capgate: ");
    add(&message, why);
    add(&message, "; nothing was run");
    if (equal(agent, "cline")) {
        char bytes[QUOTED_MAX(sizeof message_bytes) + 64];
        struct text printed = {bytes, 0, sizeof bytes};
        add(&printed, "{\"cancel\":true,\"errorMessage\":");
        add_quoted(&printed, message.bytes, message.length);
        add(&printed, "}\n");
        write_all(1, printed.bytes, printed.length);
        leave(0);
    }
    add_byte(&message, '\n');
    write_all(2, message.bytes, message.length);
    leave(2);
}

static struct text new_text(size_t max) {
    struct text text = {reserve(max), 0, max};
    if (text.bytes == 0) stop("expected memory for what the agent sends, met none");
    return text;
}

static _Noreturn void stop_at_socket(const char *before, const char *after) {
    char bytes[PATH_MAX_BYTES + 256];
    struct text why = {bytes, 0, sizeof bytes - 1};
    add(&why, before);
    add_quoted_text(&why, socket_path);
    add(&why, after);
    bytes[why.length] = 0;
    stop(bytes);
}

static _Noreturn void stop_no_gate(void) {
    stop_at_socket("the gate does not answer at ", "; start it with capgate serve");
}

static _Noreturn void stop_no_answer(void) {
    stop_at_socket("what answers at ", " gives no answer of a gate; capgate status says more");
}

/* ---- what it was called with ---- */

static const char *variable(const char *name) {
    size_t length = length_of(name);
    for (char **entry = environment; *entry != 0; entry++) {
        size_t at = 0;
        while (at < length && (*entry)[at] == name[at]) at++;
        if (at == length && (*entry)[at] == '=') return *entry + length + 1;
    }
    return "";
}

/* That of systemd and its like: pam_systemd(8). */
static const char *systems_runtime_folder(void) {
    static char bytes[64];
    struct text path = {bytes, 0, sizeof bytes - 1};
    add(&path, "/run/user/");
    add_number(&path, user());
    bytes[path.length] = 0;
    return bytes;
}

static const char *path_in(const char *folder, const char *below) {
    static char bytes[PATH_MAX_BYTES];
    struct text path = {bytes, 0, sizeof bytes - 1};
    add(&path, folder);
    add(&path, below);
    bytes[path.length] = 0;
    return bytes;
}

/* Where the system keeps a gate under a user of its own, no other is asked: anybody could start one elsewhere. */
#define SYSTEM_UNIT "/etc/systemd/system/capgate.service"
#define SYSTEM_SOCKET "/run/capgate/gate.sock"

/*
 * Where the user's own gate may be, as socketPlaces of the gate's program has it: a gate that the system started has a
 * variable which an agent in a container or under cron lacks. Empty where there is no such place.
 */
enum { IN_RUNTIME_FOLDER, IN_SYSTEMS_FOLDER, IN_STATE_FOLDER, PLACE_COUNT };

static const char *socket_place(int place) {
    const char *runtime = variable("XDG_RUNTIME_DIR");
    if (place == IN_RUNTIME_FOLDER) return *runtime == '/' ? path_in(runtime, "/capgate/gate.sock") : "";
    if (place == IN_SYSTEMS_FOLDER) return path_in(systems_runtime_folder(), "/capgate/gate.sock");
    const char *state = variable("XDG_STATE_HOME");
    if (*state == '/') return path_in(state, "/capgate/run/gate.sock");
    return path_in(variable("HOME"), "/.local/state/capgate/run/gate.sock");
}

static long long milliseconds(const char *digits) {
    long long number = 0;
    for (const char *at = digits; *at != 0; at++) {
        if (*at < '0' || *at > '9' || number > DEADLINE_MS_MAX) return 0;
        number = number * 10 + (*at - '0');
    }
    return number <= DEADLINE_MS_MAX ? number : 0;
}

static int is_name(const char *name) {
    if (*name == 0) return 0;
    for (; *name != 0; name++) if (*name < 'a' || *name > 'z') return 0;
    return 1;
}

#define TOKEN_LENGTH 64

static int is_token(const char *word) {
    for (const char *at = word; *at != 0; at++) {
        if ((*at < '0' || *at > '9') && (*at < 'a' || *at > 'f')) return 0;
    }
    return length_of(word) == TOKEN_LENGTH;
}

static void read_arguments(int count, char **words) {
    long long given_ms = DEADLINE_MS;
    int at = 1;
    if (at < count && is_name(words[at])) agent = words[at++];
    for (; at + 1 < count; at += 2) {
        if (equal(words[at], "--socket")) socket_path = words[at + 1];
        else if (equal(words[at], "--deadline-ms")) given_ms = milliseconds(words[at + 1]);
        else if (equal(words[at], "--token") && *agent == 0) token = words[at + 1];
        else stop("expected --socket, --deadline-ms or --token, met another option");
        if (equal(words[at], "--token") && !is_token(token))
            stop("expected the token that the gate put into this line, met another text");
    }
    if (at != count) stop("expected capgate-hook [AGENT] [--socket PATH] [--deadline-ms MS]");
    if (given_ms == 0) stop("expected milliseconds up to 60000 for --deadline-ms, met something else");
    deadline_ms = now_ms() + given_ms;
    if (*socket_path == 0) socket_path = variable("CAPGATE_SOCKET");
    if (*socket_path == 0 && is_there(SYSTEM_UNIT)) socket_path = SYSTEM_SOCKET;
}

/* ---- the question ---- */

static struct text read_payload(void) {
    struct text payload = new_text(PAYLOAD_MAX);
    for (;;) {
        if (!is_ready(0, POLLIN)) stop("expected the whole of what the agent sends in time, met no end");
        long count = read(0, payload.bytes + payload.length, payload.max - payload.length);
        if (count == 0 && payload.length < payload.max) return payload;
        if (count <= 0) stop("expected what the agent sends, shorter than 8 MiB, met something else");
        payload.length += (size_t)count;
    }
}

static void add_environment(struct text *question) {
    const char *before = "{";
    for (size_t at = 0; at < VARIABLE_COUNT; at++) {
        const char *value = variable(VARIABLES[at]);
        if (*value == 0) continue;
        add(question, before);
        add_quoted_text(question, VARIABLES[at]);
        add_byte(question, ':');
        add_quoted_text(question, value);
        before = ",";
    }
    add(question, *before == '{' ? "{}" : "}");
}

/* A line of the gate's protocol: see packages/gate/src/socket/server.ts. */
static struct text question_of(struct text payload) {
    struct text question = new_text(QUOTED_MAX(payload.length) + SURROUNDINGS_MAX);
    char folder[PATH_MAX_BYTES];
    add(&question, "{\"id\":1,\"op\":\"call\",\"method\":\"POST\",\"path\":\"/v1/hooks\",\"body\":{");
    if (*agent != 0) {
        add(&question, "\"agent\":");
        add_quoted_text(&question, agent);
        add(&question, ",");
    }
    add(&question, "\"agentPid\":");
    add_number(&question, parent_process());
    if (working_folder(folder, sizeof folder)) {
        add(&question, ",\"cwd\":");
        add_quoted_text(&question, folder);
    }
    add(&question, ",\"environment\":");
    add_environment(&question);
    add(&question, ",\"payload\":");
    add_quoted(&question, payload.bytes, payload.length);
    add(&question, "}}\n");
    if (question.length == question.max) stop("expected a shorter text from the agent");
    return question;
}

static struct text question_of_token(void) {
    struct text question = new_text(512);
    add(&question, "{\"id\":1,\"op\":\"call\",\"method\":\"POST\",\"path\":\"/v1/kernel/bindings\",\"body\":{\"token\":");
    add_quoted_text(&question, token);
    add(&question, "}}\n");
    return question;
}

/* Negative where nobody is there. Where too many wait there already, so does this, until the deadline. */
static int connect_in_time(void) {
    for (;;) {
        int file = connect_to(socket_path);
        if (file != BUSY) return file;
        if (remaining_ms() == 0) stop_no_gate();
        wait_for(-1, 0, RETRY_MS);
    }
}

static int connected(void) {
    int is_named = *socket_path != 0;
    for (int place = 0; place < (is_named ? 1 : PLACE_COUNT); place++) {
        if (!is_named) socket_path = socket_place(place);
        int file = *socket_path == 0 ? -1 : connect_in_time();
        /* In the place of a standard file that is closed, the answer would go back to the gate. */
        if (file >= 0 && file <= 2) leave(2);
        if (file >= 0) return file;
    }
    /* What is said names the place where a gate that is started in these surroundings would be. */
    if (!is_named && *socket_place(IN_RUNTIME_FOLDER) != 0) socket_path = socket_place(IN_RUNTIME_FOLDER);
    else if (!is_named) socket_path = socket_place(IN_STATE_FOLDER);
    stop_no_gate();
}

static void ask(int file, struct text question) {
    for (size_t sent = 0; sent < question.length;) {
        if (!is_ready(file, POLLOUT)) stop_no_gate();
        long count = send_some(file, question.bytes + sent, question.length - sent);
        if (count <= 0) stop_no_gate();
        sent += (size_t)count;
    }
}

/* ---- the answer ---- */

static struct text read_answer(int file) {
    struct text answer = new_text(ANSWER_MAX);
    while (answer.length == 0 || answer.bytes[answer.length - 1] != '\n') {
        if (!is_ready(file, POLLIN)) stop_no_gate();
        long count = read(file, answer.bytes + answer.length, answer.max - answer.length);
        if (count <= 0) stop_no_answer();
        answer.length += (size_t)count;
    }
    return answer;
}

struct reader {
    const char *at;
    const char *end;
};

static void take(struct reader *reader, const char *expected) {
    for (; *expected != 0; expected++, reader->at++) {
        if (reader->at == reader->end || *reader->at != *expected) stop_no_answer();
    }
}

static unsigned take_hex(struct reader *reader) {
    unsigned value = 0;
    for (int digits = 0; digits < 4; digits++, reader->at++) {
        char digit = reader->at < reader->end ? *reader->at : 0;
        if (digit >= '0' && digit <= '9') value = value * 16 + (unsigned)(digit - '0');
        else if (digit >= 'a' && digit <= 'f') value = value * 16 + (unsigned)(digit - 'a' + 10);
        else if (digit >= 'A' && digit <= 'F') value = value * 16 + (unsigned)(digit - 'A' + 10);
        else stop_no_answer();
    }
    return value;
}

/* UTF-8 (RFC 3629) of an escape whose `\u` is read. */
static void take_unicode(struct reader *reader, struct text *text) {
    unsigned code = take_hex(reader);
    if (code >= 0xdc00 && code < 0xe000) stop_no_answer();
    if (code >= 0xd800 && code < 0xdc00) {
        take(reader, "\\u");
        unsigned low = take_hex(reader);
        if (low < 0xdc00 || low >= 0xe000) stop_no_answer();
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    }
    int more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char lead[] = {0, 0xc0, 0xe0, 0xf0};
    add_byte(text, (char)(lead[more] | (code >> (6 * more))));
    while (more-- > 0) add_byte(text, (char)(0x80 | ((code >> (6 * more)) & 0x3f)));
}

static void take_escape(struct reader *reader, struct text *text) {
    static const char escapes[] = "\"\\/bfnrt";
    static const char meanings[] = "\"\\/\b\f\n\r\t";
    char escape = reader->at < reader->end ? *reader->at++ : 0;
    if (escape == 'u') {
        take_unicode(reader, text);
        return;
    }
    for (int at = 0; escapes[at] != 0; at++) {
        if (escapes[at] == escape) {
            add_byte(text, meanings[at]);
            return;
        }
    }
    stop_no_answer();
}

static struct text take_text(struct reader *reader) {
    struct text text = new_text(ANSWER_MAX);
    take(reader, "\"");
    for (;;) {
        if (reader->at == reader->end) stop_no_answer();
        char byte = *reader->at++;
        if (byte == '"') return text;
        if (byte == '\\') take_escape(reader, &text);
        else add_byte(&text, byte);
    }
}

static int take_status(struct reader *reader) {
    int status = 0;
    const char *begin = reader->at;
    while (reader->at < reader->end && *reader->at >= '0' && *reader->at <= '9' && status < 1000) {
        status = status * 10 + (*reader->at++ - '0');
    }
    if (reader->at == begin || status > 255) stop_no_answer();
    return status;
}

/* Takes the one form in which the gate writes it; whatever differs is no answer of a gate. */
static _Noreturn void end_as_answered(struct text answer) {
    struct reader reader = {answer.bytes, answer.bytes + answer.length};
    take(&reader, "{\"id\":1,\"status\":200,\"body\":{\"stdout\":");
    struct text output = take_text(&reader);
    take(&reader, ",\"stderr\":");
    struct text errors = take_text(&reader);
    take(&reader, ",\"exitCode\":");
    int status = take_status(&reader);
    take(&reader, "}}\n");
    /* A refusal without a text is none for some agents. */
    if (reader.at != reader.end || (status != 0 && errors.length == 0)) stop_no_answer();
    write_all(1, output.bytes, output.length);
    write_all(2, errors.bytes, errors.length);
    leave(status);
}

static int begins_with(struct reader reader, const char *expected) {
    for (; *expected != 0; expected++, reader.at++) {
        if (reader.at == reader.end || *reader.at != *expected) return 0;
    }
    return 1;
}

/* The reason of a refusal (RFC 9457). Within a text of JSON no quote stands behind another byte than a backslash. */
static _Noreturn void stop_as_refused(struct reader reader) {
    static const char name[] = "\"detail\":";
    while (reader.at < reader.end && !begins_with(reader, name)) reader.at++;
    take(&reader, name);
    struct text reason = take_text(&reader);
    for (size_t at = 0; at < reason.length; at++) {
        if ((unsigned char)reason.bytes[at] < 0x20 || reason.bytes[at] == 0x7f) reason.bytes[at] = '?';
    }
    if (reason.length == reason.max) stop_no_answer();
    reason.bytes[reason.length] = 0;
    stop(reason.bytes);
}

static _Noreturn void end_as_bound(struct text answer) {
    static const char bound[] = "{\"id\":1,\"status\":200,\"body\":{}}\n";
    struct reader reader = {answer.bytes, answer.bytes + answer.length};
    if (answer.length == sizeof bound - 1 && begins_with(reader, bound)) leave(0);
    stop_as_refused(reader);
}

int main(int count, char **words, char **variables) {
    environment = variables;
    read_arguments(count, words);
    if (*token != 0) {
        int file = connected();
        ask(file, question_of_token());
        end_as_bound(read_answer(file));
    }
    struct text payload = read_payload();
    int file = connected();
    ask(file, question_of(payload));
    end_as_answered(read_answer(file));
}
