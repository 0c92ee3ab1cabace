// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

// The whole window without a display, and the hand that uses it:
//     tidegate_hand PICTURES SECONDS [TIDEGATE'S OPTION…]
// Exit codes: tidegate's, and 1 if the migration was not cut over.

#include "app/run.h"
#include "hand.h"
#include "shell/main_window.h"

#include <cstdio>
#include <optional>

int main(int argc, char *argv[])
{
    const int seconds = argc > 2 ? QByteArray(argv[2]).toInt() : 0;
    if (seconds <= 0) {
        std::fputs("tidegate_hand PICTURES SECONDS [TIDEGATE'S OPTION...]\n", stderr);
        return 2;
    }
    const QDir pictures(QString::fromLocal8Bit(argv[1]));
    qputenv("QT_QPA_PLATFORM", "offscreen");
    std::optional<tidegate::demo::Hand> hand;
    argv[2] = argv[0];
    return tidegate::app::run(argc - 2, argv + 2, [&hand, &pictures, seconds](tidegate::shell::MainWindow &window) {
        window.resize(1280, 800);
        hand.emplace(window, pictures, std::chrono::seconds(seconds));
    });
}
