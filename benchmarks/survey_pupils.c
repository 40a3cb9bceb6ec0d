/* Simulated pupils for the benchmark of the survey: each has a connection, a code, and time to think.
 *
 * A pupil types the code, begins, and answers question after question as the pages lead on. Requests go out at the
 * time that was planned for them and are measured from that time, so a slow server cannot make itself look fast.
 * Where the connection breaks or the server asks to wait, the same answer is sent again. Every answer that was
 * acknowledged is written down, to be compared with what the server kept.
 *
 * survey_pupils PORT CODES QUESTIONS ACKNOWLEDGED RAMP SECONDS THINK MOST
 *   CODES: one a line. QUESTIONS: an id and its codes on a line. RAMP: within how many seconds they begin.
 *   THINK: seconds between two answers of a pupil. MOST: answers of each pupil.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum kind { START, ANSWER, PAGE, KINDS };
enum step { ENTER, ABOUT, BEGIN, SHOW, REPLY, FINISH, AT_END };

typedef struct {
    int fd, step, connected, awaiting, answers, out_length, out_sent, head_length, status;
    long body_left;
    double planned, due;
    char code[16], cookie[128], path[128], given[64], out[640], head[2048], location[128];
} Pupil;

typedef struct { double *at; int length, room; } Times;

static Pupil *pupils;
static int count, epoll, port, most;
static double think, ends;
static int *heap, heap_length;
static Times times[KINDS];
static double steady_from;
static long steady, acknowledged, busy, broken, errors, finished;
static FILE *log_file;
static char questions[1200][64], *codes_of[1200];
static int question_count;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static double chance(void) { return rand() / (RAND_MAX + 1.0); }

static void note(int kind, double seconds) {
    Times *t = &times[kind];
    if (t->length == t->room) {
        t->room = t->room ? 2 * t->room : 1 << 16;
        t->at = realloc(t->at, t->room * sizeof(double));
    }
    t->at[t->length++] = seconds;
}

static void plan(int who, double at) {
    int place = heap_length++;
    pupils[who].due = at;
    while (place && pupils[heap[(place - 1) / 2]].due > at) {
        heap[place] = heap[(place - 1) / 2];
        place = (place - 1) / 2;
    }
    heap[place] = who;
}

static int next_due(void) {
    int first = heap[0], last = heap[--heap_length], place = 0;
    for (;;) {
        int child = 2 * place + 1;
        if (child >= heap_length) break;
        if (child + 1 < heap_length && pupils[heap[child + 1]].due < pupils[heap[child]].due) child++;
        if (pupils[heap[child]].due >= pupils[last].due) break;
        heap[place] = heap[child];
        place = child;
    }
    heap[place] = last;
    return first;
}

static void write_out(int who) {
    Pupil *p = &pupils[who];
    while (p->connected && p->out_sent < p->out_length) {
        ssize_t sent = send(p->fd, p->out + p->out_sent, p->out_length - p->out_sent, MSG_NOSIGNAL);
        if (sent < 0) return;
        p->out_sent += sent;
    }
}

static void connect_again(int who) {
    Pupil *p = &pupils[who];
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port)};
    int one = 1;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    p->connected = 0;
    connect(p->fd, (struct sockaddr *)&at, sizeof at);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.u32 = who};
    epoll_ctl(epoll, EPOLL_CTL_ADD, p->fd, &event);
}

static void choose(Pupil *p) {
    char id[64] = "";
    sscanf(p->path, "/survey/q/%63[^/]", id);
    strcpy(p->given, "");
    for (int i = 0; i < question_count; i++) {
        if (strcmp(questions[i], id)) continue;
        int choices = 0, wanted;
        for (char *c = codes_of[i]; *c; c++) choices += *c == ' ';
        wanted = choices ? (int)(chance() * choices) : -1;
        char *c = codes_of[i];
        while (wanted-- > 0) c = strchr(c + 1, ' ');
        if (choices) sscanf(c, " %63s", p->given);
        return;
    }
}

static void ask(int who) {
    Pupil *p = &pupils[who];
    char body[160] = "", *path = p->path;
    int posts = 1;
    switch (p->step) {
        case ENTER: path = "/survey/"; sprintf(body, "code=%s", p->code); break;
        case ABOUT: posts = 0; break;
        case BEGIN: path = "/survey/about/"; strcpy(body, "do=start"); break;
        case SHOW: posts = 0; break;
        case REPLY: sprintf(body, p->given[0] ? "seen=0&answer=%s" : "seen=0", p->given); break;
        case FINISH: path = "/survey/end/"; strcpy(body, "do=finish"); break;
    }
    p->out_length = sprintf(p->out, "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept-Encoding: gzip\r\n%s%s%s",
                            posts ? "POST" : "GET", path, port, p->cookie[0] ? "Cookie: " : "", p->cookie,
                            p->cookie[0] ? "\r\n" : "");
    if (posts)
        p->out_length += sprintf(p->out + p->out_length,
                                 "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s",
                                 strlen(body), body);
    else
        p->out_length += sprintf(p->out + p->out_length, "\r\n");
    p->out_sent = p->head_length = 0;
    p->body_left = -1;
    p->awaiting = 1;
    if (p->fd < 0) connect_again(who);
    write_out(who);
}

static int is_answer(const char *path) { return strncmp(path, "/survey/q/", 10) == 0; }

static void lead_on(int who, double at) {
    Pupil *p = &pupils[who];
    int moved = p->status == 303 || p->status == 302;
    if (p->step == ENTER && moved) {
        p->step = ABOUT;
        strcpy(p->path, p->location);
    } else if (p->step == ABOUT && (p->status == 200 || moved)) {
        p->step = BEGIN;
        p->planned = at + chance();
        plan(who, p->planned);
        return;
    } else if ((p->step == BEGIN || p->step == REPLY) && moved) {
        if (p->step == REPLY) {
            acknowledged++;
            steady += at >= steady_from;
            p->answers++;
            fprintf(log_file, "%s %s %s\n", p->code, p->path, p->given[0] ? p->given : "-");
        }
        strcpy(p->path, p->location);
        p->step = !is_answer(p->path) || p->answers >= most ? AT_END : SHOW;
        if (p->step == AT_END && strcmp(p->path, "/survey/end/") == 0) p->step = FINISH;
    } else if (p->step == SHOW && p->status == 200) {
        p->step = REPLY;
        choose(p);
        p->planned = at + think * (.5 + chance());
        plan(who, p->planned);
        return;
    } else if (p->step == FINISH && moved) {
        finished++;
        p->step = AT_END;
    } else {
        errors++;
        if (errors < 5) fprintf(stderr, "step %d, %s: status %d\n", p->step, p->path, p->status);
        p->step = AT_END;
    }
    if (p->step == AT_END) return;
    p->planned = at;
    ask(who);
}

static void complete(int who) {
    Pupil *p = &pupils[who];
    double at = now();
    p->awaiting = 0;
    if (p->status == 503) {
        busy++;
        /* As the page says: again after three seconds or more. */
        plan(who, at + 3 * (1 + chance()));
        return;
    }
    note(p->step <= BEGIN ? START : p->step == SHOW ? PAGE : ANSWER, at - p->planned);
    lead_on(who, at);
}

static void lose(int who) {
    Pupil *p = &pupils[who];
    if (p->fd >= 0) close(p->fd);
    p->fd = -1;
    p->connected = 0;
    if (p->awaiting) {
        broken++;
        p->awaiting = 0;
        plan(who, now() + .2 + .3 * chance());
    }
}

static void read_head(Pupil *p, char *end) {
    p->body_left = 0;
    p->status = atoi(p->head + 9);
    strcpy(p->location, "");
    for (char *line = strstr(p->head, "\r\n"); line && line < end; line = strstr(line + 2, "\r\n")) {
        if (strncasecmp(line + 2, "content-length:", 15) == 0) p->body_left = atol(line + 17);
        if (strncasecmp(line + 2, "location:", 9) == 0) sscanf(line + 11, " %127[^\r\n]", p->location);
        if (strncasecmp(line + 2, "set-cookie:", 11) == 0) sscanf(line + 13, " %127[^;\r\n]", p->cookie);
    }
}

static void read_in(int who) {
    Pupil *p = &pupils[who];
    static char rest[1 << 16];
    while (p->fd >= 0) {
        int in_head = p->body_left < 0;
        char *to = in_head ? p->head + p->head_length : rest;
        ssize_t got = recv(p->fd, to, in_head ? sizeof p->head - 1 - p->head_length : sizeof rest, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (got <= 0) return lose(who);
        if (in_head) {
            p->head_length += got;
            p->head[p->head_length] = 0;
            char *end = strstr(p->head, "\r\n\r\n");
            if (!end) continue;
            read_head(p, end);
            got = p->head + p->head_length - (end + 4);
        }
        p->body_left -= got;
        if (p->body_left <= 0 && p->awaiting) complete(who);
    }
}

static int in_order(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static void tell(const char *name, Times *t) {
    qsort(t->at, t->length, sizeof(double), in_order);
    printf("\"%s\": {\"number\": %d", name, t->length);
    const double shares[] = {.5, .95, .99, 1};
    const char *called[] = {"p50", "p95", "p99", "most"};
    for (int i = 0; i < 4; i++)
        printf(", \"%s\": %.4f", called[i], t->length ? t->at[(int)((t->length - 1) * shares[i])] : 0);
    printf("}, ");
}

int main(int words, char **word) {
    if (words != 9) return 2;
    port = atoi(word[1]);
    double ramp = atof(word[5]), begin;
    think = atof(word[7]);
    most = atoi(word[8]);
    char line[8192];
    FILE *file = fopen(word[2], "r");
    pupils = calloc(20000, sizeof(Pupil));
    while (file && count < 20000 && fscanf(file, "%15s", pupils[count].code) == 1) pupils[count++].fd = -1;
    file = fopen(word[3], "r");
    while (file && fgets(line, sizeof line, file) && question_count < 1200) {
        line[strcspn(line, "\n")] = 0;
        char *space = strchr(line, ' ');
        codes_of[question_count] = strdup(space ? space : "");
        if (space) *space = 0;
        snprintf(questions[question_count++], 64, "%.63s", line);
    }
    log_file = fopen(word[4], "w");
    heap = calloc(count, sizeof(int));
    epoll = epoll_create1(0);
    begin = now();
    ends = begin + atof(word[6]);
    /* By then everybody has begun and thought for a first time. */
    steady_from = begin + ramp + 1.5 * think;
    srand(7);
    for (int who = 0; who < count; who++) {
        pupils[who].planned = begin + ramp * who / count;
        plan(who, pupils[who].planned);
    }
    struct epoll_event events[512];
    while (now() < ends) {
        double at = now();
        while (heap_length && pupils[heap[0]].due <= at) ask(next_due());
        int wait = heap_length ? (int)(1000 * (pupils[heap[0]].due - at)) + 1 : 50;
        int ready = epoll_wait(epoll, events, 512, wait > 50 ? 50 : wait < 0 ? 0 : wait);
        for (int i = 0; i < ready; i++) {
            int who = events[i].data.u32;
            if (pupils[who].fd < 0) continue;
            if (events[i].events & EPOLLOUT) {
                pupils[who].connected = !(events[i].events & (EPOLLERR | EPOLLHUP));
                write_out(who);
            }
            if (events[i].events & (EPOLLIN | EPOLLERR | EPOLLHUP)) read_in(who);
        }
    }
    fclose(log_file);
    Times all = {0};
    for (int kind = 0; kind < KINDS; kind++)
        for (int i = 0; i < times[kind].length; i++) {
            if (all.length == all.room) all.at = realloc(all.at, (all.room = 2 * all.room + 1024) * sizeof(double));
            all.at[all.length++] = times[kind].at[i];
        }
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("{");
    tell("start", &times[START]);
    tell("answer", &times[ANSWER]);
    tell("page", &times[PAGE]);
    tell("all", &all);
    printf("\"pupils\": %d, \"acknowledged\": %ld, \"steady\": %.1f, \"busy\": %ld, \"broken\": %ld, \"errors\": %ld, "
           "\"finished\": %ld, \"seconds\": %.2f, \"cpu\": %.2f}\n",
           count, acknowledged, steady / (ends - steady_from), busy, broken, errors, finished, now() - begin,
           used.ru_utime.tv_sec + used.ru_utime.tv_usec / 1e6 + used.ru_stime.tv_sec + used.ru_stime.tv_usec / 1e6);
    return 0;
}
