// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "pages/source/finding_list.h"

#include <QWidget>

class QAction;
class QLabel;
class QListWidget;

namespace tidegate::widgets {
class ScriptView;
}

namespace tidegate::pages {

/// What the checks found, the worst first; beside the one that is selected all of its words and the statement that
/// mends it.
class FindingView : public QWidget
{
    Q_OBJECT
public:
    /// `mend` runs the selected finding's statement; enabled while there is one.
    FindingView(QAction *mend, QWidget *parent = nullptr);

    void show(const std::vector<FindingRow> &rows);
    /// Null while nothing is selected that a statement could mend.
    const Finding *selectedMend() const;
    void updateAction();

private:
    void showSelected();

    QAction *m_mend;
    QListWidget *m_list;
    QLabel *m_words;
    QLabel *m_place;
    widgets::ScriptView *m_script;
    QWidget *m_mending;
    QWidget *m_beside;
    std::vector<FindingRow> m_rows;
};

} // namespace tidegate::pages
