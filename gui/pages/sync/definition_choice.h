// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QComboBox;
class QLabel;

namespace tidegate::frame {
class PlanFile;
}

namespace tidegate::pages {

/// The plan's choice of what a run does when the definition of a table changes on the source. A run takes it when it is
/// started, so whoever shows this tells it while one is there.
class DefinitionChoice : public QWidget
{
    Q_OBJECT
public:
    /// The plan outlives it.
    explicit DefinitionChoice(frame::PlanFile &plan, QWidget *parent = nullptr);

    void setChangeable(bool changeable); ///< else it is shown only

private:
    void choose();
    void showPlan();

    frame::PlanFile &m_plan;
    QComboBox *m_choice;
    QLabel *m_words;
};

} // namespace tidegate::pages
