#include "commands/tree.h"  // offence: layer
