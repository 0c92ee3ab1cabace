// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/run.h"

int main(int argc, char *argv[])
{
    return tidegate::app::run(argc, argv);
}
