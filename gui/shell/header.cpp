// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shell/header.h"

#include "frame/run_text.h"
#include "frame/workspace.h"
#include "look/chip.h"
#include "settings/saved_connection.h"
#include "widgets/environment_look.h"
#include "widgets/status_badge.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>

namespace tidegate::shell {

namespace {

QLabel *plainLabel(QWidget *parent, const QString &name)
{
    auto *label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

Header::Header(frame::Workspace &workspace, QWidget *parent)
    : QFrame(parent),
      m_workspace(workspace),
      m_source(makeSide()),
      m_target(makeSide()),
      m_state(new widgets::StatusBadge(this)),
      m_figures(plainLabel(this, QStringLiteral("headerFigures"))),
      m_next(plainLabel(this, QStringLiteral("headerNext"))),
      m_go(new QPushButton(this))
{
    setFrameShape(QFrame::StyledPanel);
    auto *grid = new QGridLayout(this);
    auto *arrow = new QLabel(QStringLiteral("→"), this);
    arrow->setAccessibleName(tr("to"));
    int column = 0;
    for (const auto &side : {m_source, m_target}) {
        auto *top = new QHBoxLayout;
        top->setSpacing(8);
        top->addWidget(side.name);
        top->addWidget(side.chip);
        top->addStretch(1);
        grid->addLayout(top, 0, column);
        grid->addWidget(side.address, 1, column);
        column += 2;
    }
    grid->addWidget(arrow, 0, 1, 2, 1, Qt::AlignCenter);
    grid->addWidget(m_state, 0, 3);
    grid->addWidget(m_figures, 1, 3);
    auto *next = new QHBoxLayout;
    next->addWidget(m_next, 1);
    next->addWidget(m_go);
    grid->addLayout(next, 2, 0, 1, 4);
    grid->setColumnStretch(0, 3);
    grid->setColumnStretch(2, 3);
    grid->setColumnStretch(3, 2);
    grid->setHorizontalSpacing(16);
    m_next->setWordWrap(true);
    m_go->setObjectName(QStringLiteral("headerGo"));
    auto policy = m_go->sizePolicy();
    policy.setRetainSizeWhenHidden(true); // or everything below would jump
    m_go->setSizePolicy(policy);
    connect(m_go, &QPushButton::clicked, this, [this] { emit stepWanted(m_step); });
    connect(&workspace, &frame::Workspace::rolesChanged, this, &Header::showRoles);
    connect(&workspace.plan(), &frame::PlanFile::changed, this, &Header::showNext);
    connect(&workspace.milestones(), &frame::Milestones::changed, this, &Header::showRun);
    auto &run = workspace.run();
    connect(&run, &frame::Run::started, this, &Header::showRun);
    connect(&run, &frame::Run::progressed, this, &Header::showRun);
    connect(&run, &frame::Run::finished, this, &Header::showRun);
    connect(&run, &frame::Run::forgotten, this, &Header::showRun);
    connect(&run, &frame::Run::elsewhereChanged, this, &Header::showRun);
    showRoles();
}

Header::Side Header::makeSide()
{
    Side side;
    side.chip = new look::Chip(this);
    side.name = plainLabel(this, {});
    auto bold = side.name->font();
    bold.setBold(true);
    side.name->setFont(bold);
    side.address = plainLabel(this, {});
    side.address->setMinimumWidth(1); // an address may be long; the window need not be
    return side;
}

void Header::showSide(const Side &side, const settings::SavedConnection *connection, const QString &none)
{
    side.name->setText(connection ? connection->name : none);
    side.address->setText(connection ? connection->address() : QString());
    side.address->setToolTip(side.address->text());
    if (connection)
        side.chip->set(settings::environmentName(connection->environment),
                       widgets::hueOf(connection->environment));
    else
        side.chip->set({}, look::Hue::Grey);
}

void Header::showRoles()
{
    showSide(m_source, m_workspace.source(), tr("No source chosen"));
    showSide(m_target, m_workspace.target(), tr("No target chosen"));
    showRun();
}

void Header::showRun()
{
    auto &run = m_workspace.run();
    showNext();
    auto phase = run.phase();
    if (!phase && m_workspace.milestones().isReached(frame::Milestone::CutOver))
        phase = progress::Phase::CutOver;
    m_state->set(phase ? frame::phaseTone(*phase) : look::Tone::Idle, phase ? frame::phaseWord(*phase) : tr("Not running"));
    QStringList figures;
    if (run.isWatching() && run.elsewhere()->engine)
        figures += tr("watching %1").arg(QString::fromStdString(run.elsewhere()->engine->host));
    if (!run.inSyncSince().isNull())
        figures += tr("in sync since %1")
                       .arg(QLocale().toString(run.inSyncSince().toLocalTime(), QLocale::ShortFormat));
    if (run.isActive() && run.snapshot()) {
        if (const auto lag = frame::lagText(*run.snapshot()); !lag.isEmpty())
            figures += lag;
    }
    m_figures->setText(figures.join(QStringLiteral(" · ")));
}

void Header::showNext()
{
    m_step = nextStep(standing(m_workspace));
    m_next->setText(tr("Next: %1").arg(m_step.text));
    m_go->setText(m_step.button);
    m_go->setVisible(!m_step.button.isEmpty());
}

} // namespace tidegate::shell
