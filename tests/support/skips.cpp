// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/skips.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <cstdio>

namespace tidegate::support {

void noteSkip(const std::string &capability)
{
    std::printf("NOT RUN HERE: %s\n", capability.c_str());
    std::fflush(stdout);
    QFile list(qEnvironmentVariable("TIDEGATE_SKIPS_FILE"));
    if (list.fileName().isEmpty() || !list.open(QIODevice::Append))
        return;
    const auto program = QFileInfo(QCoreApplication::applicationFilePath()).fileName();
    // One write, so that tests that run side by side do not mix their lines.
    list.write(program.toUtf8() + '\t' + QTest::currentTestFunction() + '\t'
               + QByteArray::fromStdString(capability) + '\n');
}

} // namespace tidegate::support
