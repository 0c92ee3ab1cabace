// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "allocation_count.h"

#include <cstdlib>
#include <new>

namespace {

thread_local AllocationCount counted;

} // namespace

AllocationCount allocationCount()
{
    return counted;
}

// The array and nothrow forms come here by default.
void *operator new(std::size_t size)
{
    ++counted.calls;
    counted.bytes += size;
    if (void *memory = std::malloc(size ? size : 1))
        return memory;
    throw std::bad_alloc();
}

void operator delete(void *memory) noexcept
{
    std::free(memory);
}

void operator delete(void *memory, std::size_t) noexcept
{
    std::free(memory);
}
