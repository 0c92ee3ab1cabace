// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/sync/definition_choice.h"

#include "frame/plan_file.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>

namespace tidegate::pages {

using plan::OnDefinitionChange;

DefinitionChoice::DefinitionChoice(frame::PlanFile &plan, QWidget *parent)
    : QWidget(parent), m_plan(plan), m_choice(new QComboBox(this)), m_words(new QLabel(this))
{
    m_choice->setObjectName(QStringLiteral("onDefinitionChange"));
    m_choice->setAccessibleName(tr("If a table is altered on the source"));
    m_choice->addItem(tr("wait until the target was altered, too"), static_cast<int>(OnDefinitionChange::Wait));
    m_choice->addItem(tr("go on without it, and copy it again"), static_cast<int>(OnDefinitionChange::Recopy));
    m_choice->setMinimumWidth(160); // a longer language must not make the window wider than a small screen
    m_words->setObjectName(QStringLiteral("onDefinitionChangeWords"));
    m_words->setWordWrap(true);
    auto *label = new QLabel(tr("If a table is a&ltered on the source:"), this);
    label->setBuddy(m_choice);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(label);
    layout->addWidget(m_choice);
    layout->addWidget(m_words, 1);
    connect(m_choice, &QComboBox::activated, this, &DefinitionChoice::choose);
    connect(&m_plan, &frame::PlanFile::changed, this, &DefinitionChoice::showPlan);
    showPlan();
}

void DefinitionChoice::setChangeable(bool changeable)
{
    m_choice->setEnabled(changeable);
    m_choice->setToolTip(changeable ? QString() : tr("A run takes this when it starts: stop it, choose, and start again."));
}

void DefinitionChoice::choose()
{
    auto plan = m_plan.value();
    plan.onDefinitionChange = static_cast<OnDefinitionChange>(m_choice->currentData().toInt());
    m_plan.set(plan);
}

void DefinitionChoice::showPlan()
{
    const auto choice = m_plan.value().onDefinitionChange;
    m_choice->setCurrentIndex(m_choice->findData(static_cast<int>(choice)));
    m_words->setText(choice == OnDefinitionChange::Wait
                         ? tr("All tables wait at that change. The statement for the target is shown; once you have run it, "
                              "everything goes on by itself.")
                         : tr("The other tables go on. That one stops; once you have altered it on the target, its rows there "
                              "are removed and copied again, which takes the time of its copy."));
    m_choice->setAccessibleDescription(m_words->text());
}

} // namespace tidegate::pages
