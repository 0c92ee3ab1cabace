// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shell/main_window.h"

#include <QLabel>

namespace tidegate::shell {

MainWindow::MainWindow(QWidget *parent) : QMainWindow(parent)
{
    setWindowTitle(tr("Tidegate"));
    auto *label = new QLabel(tr("<h2>Tidegate %1</h2><p>The window arrives with the next release.<br>"
                                "Until then <b>tidegate-cli</b> does the whole work: see the README.</p>")
                                 .arg(QStringLiteral(TIDEGATE_VERSION)),
                             this);
    label->setAlignment(Qt::AlignCenter);
    setCentralWidget(label);
    resize(640, 360);
}

} // namespace tidegate::shell
