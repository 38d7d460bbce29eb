// The keeper starts one program and leaves nothing of it behind; or it holds the place of a process that has nothing left
// to do. Node has no prctl(2), and only Linux itself knows of every process that a test has started, also of daemons that
// left the group, the session and their parents. It needs no library, so that it runs in every image and costs next to
// nothing.
//
//   keeper run AGENT FILE ARGUMENTS…   run FILE for the process AGENT; exit as it does
//   keeper hold                        reap orphans until SIGTERM, SIGINT, SIGHUP or SIGQUIT; exit 0
//   keeper check                       exit 0 when run and hold can work here
//
// `run` listens to signals, and reports in lines to descriptor 3:
//   SIGTERM   is handed on, once, to every process that FILE has started   "stopped 1" unless FILE had ended by then
//   SIGUSR2   kills them all                                                "stopped 1" if it comes without SIGTERM
//   SIGUSR1   comes from the kernel when the agent has died: the same
//   exec(2) failed                                                          "error ERRNO"
//   the end: nothing is left, and so many had to be killed after FILE ended "left COUNT"
//
// Built by build.sh.

#include <asm/errno.h>
#include <asm/signal.h>
#include <asm/unistd.h>
#include <linux/fcntl.h>
#include <linux/prctl.h>
#include <linux/time_types.h>
#include <linux/wait.h>

enum {
  REPORT = 3,
  KILL_ALL = SIGUSR2,
  AGENT_DIED = SIGUSR1,
  // More processes than these at once are dealt with in several rounds.
  MAX_PROCESSES = 32768,
  // A round of killing takes so many nanoseconds when nobody dies; after so many such rounds in a row it is given up: what
  // is left waits for a broken disk, or belongs to another user.
  ROUND_NS = 10 * 1000 * 1000,
  MAX_IDLE_ROUNDS = 500,
  PATH_BYTES = 4096,
};

#define ALL_SIGNALS (~0UL)
#define SIGNAL(number) (1UL << ((number) - 1))

// Says what it was made from; scripts/check-keeper.js reads it.
__attribute__((used)) static const char made_from[] = KEEPER_MADE_FROM;

// ---- The kernel

static long call(long number, long a, long b, long c, long d, long e) {
#if defined(__x86_64__)
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8)
                   : "rcx", "r11", "memory");
  return result;
#elif defined(__aarch64__)
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
#else
#error "Add this architecture here."
#endif
}

static long prctl(int option, long value) { return call(__NR_prctl, option, value, 0, 0, 0); }
static int getpid(void) { return (int)call(__NR_getpid, 0, 0, 0, 0, 0); }
static int getppid(void) { return (int)call(__NR_getppid, 0, 0, 0, 0, 0); }
static int fork(void) { return (int)call(__NR_clone, SIGCHLD, 0, 0, 0, 0); }
static int send(int pid, int signal) { return (int)call(__NR_kill, pid, signal, 0, 0, 0); }
static int open_to_read(const char *path) { return (int)call(__NR_openat, AT_FDCWD, (long)path, O_RDONLY, 0, 0); }
static long read(int file, void *into, long bytes) { return call(__NR_read, file, (long)into, bytes, 0, 0); }
static void close(int file) { call(__NR_close, file, 0, 0, 0, 0); }

__attribute__((noreturn)) static void leave(int code) {
  for (;;) call(__NR_exit_group, code, 0, 0, 0, 0);
}

static void set_mask(int how, unsigned long signals) {
  call(__NR_rt_sigprocmask, how, (long)&signals, 0, sizeof signals, 0);
}

// The next signal of these; 0 after so many nanoseconds, or at any time without a cause. They have to be blocked.
static int next_signal(unsigned long signals, const struct __kernel_timespec *wait) {
  long signal = call(__NR_rt_sigtimedwait, (long)&signals, 0, (long)wait, sizeof signals, 0);
  return signal > 0 ? (int)signal : 0;
}

// The process id of a child that has ended, 0 when none has, -ECHILD when there is no child at all.
static int reap_one(int *status) { return (int)call(__NR_wait4, -1, (long)status, WNOHANG, 0, 0); }

// ---- Texts

static int equal(const char *a, const char *b) {
  while (*a != '\0' && *a == *b) a++, b++;
  return *a == *b;
}

// Reads a decimal number and goes behind it; the first character may be anything.
static int read_number(const char **text) {
  int number = 0;
  while (**text >= '0' && **text <= '9') number = number * 10 + (*(*text)++ - '0');
  return number;
}

// Puts a text at the place and gives where it ends; NULL when there is no room.
static char *put(char *at, const char *end, const char *text, long length) {
  if (at == 0 || end - at < length) return 0;
  for (long index = 0; index < length; index++) *at++ = text[index];
  return at;
}

static long length_of(const char *text) {
  long length = 0;
  while (text[length] != '\0') length++;
  return length;
}

static char *put_number(char *at, const char *end, unsigned number) {
  char digits[10];
  int first = sizeof digits;
  do digits[--first] = (char)('0' + number % 10);
  while ((number /= 10) > 0);
  return put(at, end, digits + first, sizeof digits - first);
}

static void report(const char *word, int number) {
  char line[32];
  const char *end = line + sizeof line;
  char *at = put(line, end, word, length_of(word));
  at = put(at, end, " ", 1);
  at = put_number(at, end, (unsigned)number);
  at = put(at, end, "\n", 1);
  if (at != 0) call(__NR_write, REPORT, (long)line, at - line, 0, 0);
}

// ---- Who descends from this process

struct process {
  int pid, parent, group;
};

static struct process processes[MAX_PROCESSES];
static int process_count;
static int self;

struct directory_entry {
  unsigned long inode, offset;
  unsigned short bytes;
  unsigned char type;
  char name[];
};

// Fills in parent and group; gives 0 when the process has gone. A zombie counts: other threads of it may still run.
static int look_up(const char *name, struct process *process) {
  char text[512], path[64];
  const char *end = path + sizeof path;
  char *at = put(path, end, "/proc/", 6);
  at = put(at, end, name, length_of(name));
  at = put(at, end, "/stat", 6);
  if (at == 0) return 0;
  int file = open_to_read(path);
  if (file < 0) return 0;
  long bytes = read(file, text, sizeof text - 1);
  close(file);
  if (bytes <= 0) return 0;
  text[bytes] = '\0';
  // 12 (a name with ) and spaces) S 1 12 …
  const char *state = text + bytes;
  while (state > text && *state != ')') state--;
  if (state == text || state + 4 > text + bytes) return 0;
  const char *field = state + 4;
  process->parent = read_number(&field);
  if (*field == ' ') field++;
  process->group = read_number(&field);
  return 1;
}

// Lists all processes that there are; the kernel gives them in ascending order.
static void list_processes(void) {
  static char buffer[32768] __attribute__((aligned(8)));
  process_count = 0;
  int proc = open_to_read("/proc");
  if (proc < 0) return;
  for (;;) {
    long bytes = call(__NR_getdents64, proc, (long)buffer, sizeof buffer, 0, 0);
    if (bytes <= 0) break;
    for (long at = 0; at < bytes;) {
      const struct directory_entry *entry = (const void *)(buffer + at);
      at += entry->bytes;
      const char *digits = entry->name;
      struct process *process = &processes[process_count];
      process->pid = read_number(&digits);
      if (process->pid == 0 || *digits != '\0' || process_count == MAX_PROCESSES - 1) continue;
      if (look_up(entry->name, process)) process_count++;
    }
  }
  close(proc);
}

static const struct process *find(int pid) {
  int from = 0, to = process_count;
  while (from < to) {
    int middle = (from + to) / 2;
    if (processes[middle].pid == pid) return &processes[middle];
    if (processes[middle].pid < pid) from = middle + 1;
    else to = middle;
  }
  return 0;
}

static int is_descendant(const struct process *process) {
  // Read one after the other, parents may even seem to run in a circle.
  for (int steps = 0; process != 0 && steps < process_count; steps++) {
    if (process->parent == self) return 1;
    process = find(process->parent);
  }
  return 0;
}

// ---- Ending them

// Each gets it once: the program's own group at a stroke, the others one by one.
static void ask_all(int program) {
  send(-program, SIGTERM);
  list_processes();
  for (int index = 0; index < process_count; index++) {
    const struct process *process = &processes[index];
    if (process->group != program && is_descendant(process)) send(process->pid, SIGTERM);
  }
}

// Kills whatever is there now, and says how many that were. A group is killed as a whole, which no fork escapes; the program
// began a session of its own, so nobody else can be in a group of its descendants.
static int kill_all(void) {
  int count = 0, last_group = 0;
  list_processes();
  for (int index = 0; index < process_count; index++) {
    const struct process *process = &processes[index];
    if (!is_descendant(process)) continue;
    count++;
    if (process->group > 1 && process->group != self && process->group != last_group) {
      send(-process->group, SIGKILL);
      last_group = process->group;
    }
    send(process->pid, SIGKILL);
  }
  return count;
}

struct end {
  int program, ended, status;
};

// Takes in who has ended, at most so many; gives how many that were, or -1 when no child is left.
static int reap(struct end *end, int limit) {
  for (int count = 0;; count++) {
    int status;
    int pid = count < limit ? reap_one(&status) : 0;
    if (pid < 0) return -1;
    if (pid == 0) return count;
    if (pid == end->program) end->ended = 1, end->status = status;
  }
}

// Kills until no child is left: the children of whoever dies become children of this process. Gives how many there were.
static int sweep(struct end *end) {
  const struct __kernel_timespec round = {0, ROUND_NS};
  int idle = 0, first = -1;
  while (idle < MAX_IDLE_ROUNDS && reap(end, MAX_PROCESSES) >= 0) {
    int expected = kill_all();
    if (first < 0) first = expected;
    idle++;
    // Those that this round has killed are enough to wait for: there may be others who end, and start others, all the time.
    while (next_signal(SIGNAL(SIGCHLD), &round) != 0) {
      int count = reap(end, expected);
      if (count < 0) return first;
      if (count > 0) idle = 0;
      expected -= count;
      if (expected <= 0) break;
    }
  }
  return first < 0 ? 0 : first;
}

// ---- run

// Like execvp(3), but what is no program is no shell script either.
__attribute__((noreturn)) static void become(char **command, char **environment) {
  const char *file = command[0];
  const char *path = "/bin:/usr/bin";
  long error = -ENOENT;
  int denied = 0;
  for (char **entry = environment; *entry != 0; entry++) {
    const char *text = *entry;
    if (text[0] == 'P' && text[1] == 'A' && text[2] == 'T' && text[3] == 'H' && text[4] == '=') path = text + 5;
  }
  const char *slash = file;
  while (*slash != '\0' && *slash != '/') slash++;
  if (*slash == '/') {
    error = call(__NR_execve, (long)file, (long)command, (long)environment, 0, 0);
  } else {
    static char full[PATH_BYTES];
    const char *end = full + sizeof full;
    for (const char *folder = path; *file != '\0'; folder++) {
      const char *from = folder;
      while (*folder != '\0' && *folder != ':') folder++;
      char *at = put(full, end, from, folder - from);
      // An empty entry is the working directory.
      if (folder > from) at = put(at, end, "/", 1);
      if (put(at, end, file, length_of(file) + 1) != 0) {
        error = call(__NR_execve, (long)full, (long)command, (long)environment, 0, 0);
        if (error == -EACCES) denied = 1;
        else if (error != -ENOENT && error != -ENOTDIR) break;
      }
      if (*folder == '\0') break;
    }
    if (denied && (error == -ENOENT || error == -ENOTDIR)) error = -EACCES;
  }
  report("error", (int)-error);
  leave(127);
}

__attribute__((noreturn)) static void run(int agent, char **command, char **environment) {
  self = getpid();
  set_mask(SIG_SETMASK, ALL_SIGNALS);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_PDEATHSIG, AGENT_DIED);
  // It may have died just before.
  if (getppid() != agent) leave(1);
  call(__NR_fcntl, REPORT, F_SETFD, FD_CLOEXEC, 0, 0);

  struct end end = {fork(), 0, 0};
  if (end.program < 0) {
    report("error", -end.program);
    leave(127);
  }
  if (end.program == 0) {
    // Should somebody kill the keeper, then at least the program itself goes with it.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != self) leave(1);
    call(__NR_setsid, 0, 0, 0, 0, 0);
    set_mask(SIG_SETMASK, 0);
    become(command, environment);
  }
  // Whether anybody still writes to the output does not depend on the keeper.
  for (int file = 0; file < REPORT; file++) close(file);

  int is_asked = 0, is_over = 0;
  while (!end.ended && !is_over) {
    int signal = next_signal(ALL_SIGNALS, 0);
    reap(&end, MAX_PROCESSES);
    if (end.ended) break;
    // The kernel also says that the agent has died when a mere thread of it ends.
    is_over = signal == KILL_ALL || (signal == AGENT_DIED && getppid() != agent);
    // Of two signals at once the lower number comes first: KILL_ALL may overtake SIGTERM.
    if (!is_asked && (is_over || signal == SIGTERM)) {
      is_asked = 1;
      report("stopped", 1);
      if (!is_over) ask_all(end.program);
    }
  }
  report("left", sweep(&end));

  if (!end.ended) leave(128 + SIGKILL);
  int signal = end.status & 0x7f;
  if (signal == 0) leave((end.status >> 8) & 0xff);
  // The parent sees the same end; one core dump, if any, is enough.
  prctl(PR_SET_DUMPABLE, 0);
  send(self, signal);
  set_mask(SIG_UNBLOCK, SIGNAL(signal));
  leave(128 + signal);
}

// ---- hold

__attribute__((noreturn)) static void hold(void) {
  // A blocked signal is also kept for process 1, which has no default actions.
  set_mask(SIG_SETMASK, ALL_SIGNALS);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  // It keeps no volume busy. What it has open stays open: its log ends when it does.
  call(__NR_chdir, (long)"/", 0, 0, 0, 0);
  struct end nobody = {0, 0, 0};
  for (;;) {
    reap(&nobody, MAX_PROCESSES);
    int signal = next_signal(ALL_SIGNALS, 0);
    if (signal == SIGTERM || signal == SIGINT || signal == SIGHUP || signal == SIGQUIT) leave(0);
  }
}

// ---- check

static int check(void) {
  struct process own;
  return prctl(PR_SET_CHILD_SUBREAPER, 1) == 0 && prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && look_up("self", &own) ? 0 : 1;
}

__attribute__((noreturn, used)) static void start(long *stack) {
  int count = (int)stack[0];
  char **arguments = (char **)(stack + 1);
  char **environment = arguments + count + 1;
  if (count >= 4 && equal(arguments[1], "run")) {
    const char *agent = arguments[2];
    run(read_number(&agent), arguments + 3, environment);
  }
  if (count == 2 && equal(arguments[1], "hold")) hold();
  if (count == 2 && equal(arguments[1], "check")) leave(check());
  leave(2);
}

#if defined(__x86_64__)
__asm__(".globl _start\n_start:\n  xor %ebp, %ebp\n  mov %rsp, %rdi\n  and $-16, %rsp\n  call start\n");
#elif defined(__aarch64__)
__asm__(".globl _start\n_start:\n  mov x29, #0\n  mov x30, #0\n  mov x0, sp\n  bl start\n");
#endif
