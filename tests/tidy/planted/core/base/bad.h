#pragma once
#include <sodium.h>  // offence: external-header
