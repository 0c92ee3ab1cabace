// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame/watch_strip.h"

#include "ask/asker.h"
#include "frame/both_servers.h"
#include "frame/workspace.h"
#include "widgets/banner.h"

#include <QAction>
#include <QVBoxLayout>

namespace tidegate::frame {

WatchStrip::WatchStrip(const PageContext &context, QWidget *parent)
    : QWidget(parent),
      m_context(context),
      m_control(new QAction(tr("Take co&ntrol…"), this)),
      m_leave(new QAction(tr("Stop &watching"), this)),
      m_banner(new widgets::Banner(this))
{
    setObjectName(QStringLiteral("watchStrip"));
    m_banner->setStays(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_banner);
    auto &run = context.workspace.run();
    connect(m_control, &QAction::triggered, this, &WatchStrip::askForControl);
    connect(m_leave, &QAction::triggered, &run, &Run::forget);
    connect(&run, &Run::started, this, &WatchStrip::showRun);
    connect(&run, &Run::elsewhereChanged, this, &WatchStrip::showRun);
    connect(&run, &Run::finished, this, &WatchStrip::showRun);
    connect(&run, &Run::forgotten, this, &WatchStrip::showRun);
    showRun();
}

void WatchStrip::showRun()
{
    const auto &run = m_context.workspace.run();
    setVisible(run.isWatching());
    if (!run.isWatching())
        return;
    if (run.isReadOnly())
        m_banner->show(look::Tone::Paused, tr("Read-only: this run lives %1.").arg(place()), {m_control, m_leave});
    else
        m_banner->show(look::Tone::Busy,
                       tr("You control a run that lives %1. What you ask for is carried out there.").arg(place()), {m_leave});
}

QString WatchStrip::place() const
{
    const auto &engine = m_context.workspace.run().elsewhere()->engine;
    if (!engine)
        return tr("elsewhere");
    const auto host = QString::fromStdString(engine->host);
    const auto since = QString::fromStdString(engine->since);
    if (engine->processId == 0)
        return tr("on %1 since %2").arg(host, since);
    return tr("on %1 as process %2 since %3").arg(host).arg(engine->processId).arg(since);
}

void WatchStrip::askForControl()
{
    QStringList servers;
    for (const auto &server : serverNames(m_context.workspace))
        servers << tr("%1: %2 (%3, %4)").arg(server.role, server.name, server.address, server.environment);
    ask::Question question;
    question.title = tr("Take control");
    question.text = tr("Take control of the run %1?")
                        .arg(QString::fromStdString(m_context.workspace.run().elsewhere()->subscription));
    question.more = tr("It goes on %1. Pause, resume, stop, copy again and the cutover are then written as commands into the "
                       "journal on the target, and that engine carries them out on these servers, as if they had been "
                       "given there:\n%2\nEach is asked about first, as ever. Whoever else looks after this run should know.")
                        .arg(place(), servers.join(QLatin1Char('\n')));
    question.choices = {{QStringLiteral("control"), tr("&Take control"), false}};
    m_context.asker.ask(this, question, [this](const QString &answer) {
        if (answer == QLatin1String("control"))
            m_context.workspace.run().takeControl();
    });
}

} // namespace tidegate::frame
