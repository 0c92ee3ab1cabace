// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "jobs/cutover_outlook.h"

#include <QWidget>

#include <optional>
#include <string>

class QCheckBox;
class QLabel;
class QRadioButton;
class QSpinBox;

namespace tidegate::widgets {
class ScriptView;
}

namespace tidegate::pages {

/// How the writes on the source are stopped, with the SQL of it and of what undoes it, and the cutover's other choices.
class StopWritesChoice : public QWidget
{
    Q_OBJECT
public:
    explicit StopWritesChoice(QWidget *parent = nullptr);

    /// What making the source read-only would run.
    void setReadOnly(const cutover::StopPlan &plan);

    cutover::StopWritesBy by() const;
    bool sequences() const;
    std::optional<int> limitSeconds() const;
    /// The arguments of the engine's command.
    std::string json() const;

signals:
    void changed();

private:
    void showChoice();

    QRadioButton *m_readOnly;
    QRadioButton *m_hand;
    QCheckBox *m_sequences;
    QSpinBox *m_limit;
    QLabel *m_words;
    widgets::ScriptView *m_sql;
    cutover::StopPlan m_plan;
};

} // namespace tidegate::pages
