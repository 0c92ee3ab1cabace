// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shell/main_window.h"

#include <QApplication>
#include <QTranslator>

#include <cstdio>
#include <string_view>

int main(int argc, char *argv[])
{
    // Before QApplication, so that it answers where there is no display.
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]) == "--version") {
            std::puts("tidegate " TIDEGATE_VERSION);
            return 0;
        }
    }
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Tidegate"));
    QApplication::setApplicationVersion(QStringLiteral(TIDEGATE_VERSION));
    QTranslator translator;
    if (translator.load(QLocale(), QStringLiteral("tidegate"), QStringLiteral("_"), QStringLiteral(":/i18n")))
        QApplication::installTranslator(&translator);
    tidegate::shell::MainWindow window;
    window.show();
    return QApplication::exec();
}
