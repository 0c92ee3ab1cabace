// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>

/// What this thread has asked operator new for since the program began, in a program that links
/// allocation_count.cpp.
struct AllocationCount {
    std::size_t calls = 0;
    std::size_t bytes = 0;
};

AllocationCount allocationCount();
