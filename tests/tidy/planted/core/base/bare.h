// offence: pragma-once
#include <string>
