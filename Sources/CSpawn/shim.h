#include <spawn.h>

/* What glibc's header (2.34 and later) shows to GNU programs only. */
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
