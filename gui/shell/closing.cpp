// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shell/closing.h"

#include "ask/asker.h"
#include "frame/run.h"

#include <QSystemTrayIcon>
#include <QWidget>

namespace tidegate::shell {

Closing::Closing(QWidget &window, ask::Asker &asker, frame::Run &run, QObject *parent)
    : QObject(parent), m_window(window), m_asker(asker), m_run(run)
{
    connect(&run, &frame::Run::finished, this, [this] {
        if (m_closing)
            m_window.close();
    });
}

Closing::~Closing() = default;

bool Closing::mayClose()
{
    if (!m_run.isRunning())
        return true;
    if (!m_closing && !m_asking)
        ask();
    return false;
}

void Closing::closeWithoutAsking()
{
    if (m_run.isRunning())
        stopAndClose();
    else
        m_window.close();
}

void Closing::ask()
{
    ask::Question question;
    question.title = tr("A migration is running");
    question.text = tr("Stop the migration and close the window?");
    question.more =
        tr("What was copied and applied stays. The slot stays on the source and keeps its WAL until the "
           "migration goes on; the next start goes on exactly there.");
    question.choices = {{QStringLiteral("stop"), tr("&Stop and close"), true}};
    if (QSystemTrayIcon::isSystemTrayAvailable())
        question.choices.insert(question.choices.begin(),
                                {QStringLiteral("keep"), tr("&Keep running in the tray"), false});
    m_asking = true;
    m_asker.ask(&m_window, question, [this](const QString &answer) {
        m_asking = false;
        if (answer == QLatin1String("keep"))
            hideInTray();
        else if (answer == QLatin1String("stop"))
            closeWithoutAsking(); // it may have ended by itself while the question stood there
    });
}

void Closing::stopAndClose()
{
    m_closing = true;
    m_run.requestStop();
}

void Closing::hideInTray()
{
    if (!m_tray) {
        m_tray = new QSystemTrayIcon(m_window.windowIcon(), this);
        m_tray->setToolTip(tr("Tidegate: a migration is running"));
        connect(m_tray, &QSystemTrayIcon::activated, this, [this] {
            m_window.show();
            m_window.raise();
            m_window.activateWindow();
            m_tray->hide();
        });
    }
    m_tray->show();
    m_window.hide();
}

} // namespace tidegate::shell
