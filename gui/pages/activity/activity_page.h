// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/page.h"
#include "frame/page_context.h"

#include <QModelIndexList>
#include "frame/page_job.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QTableView;

namespace tidegate::widgets {
class Banner;
}

namespace tidegate::pages {

class ActivityFilter;
class ActivityModel;

/// What happened since the window was opened: to be filtered, copied and saved.
class ActivityPage : public frame::Page
{
    Q_OBJECT
public:
    explicit ActivityPage(const frame::PageContext &context, QWidget *parent = nullptr);

private:
    void makeActions();
    void makeLayout();
    QWidget *makeTop();

    void rowsCame();
    void showCount();
    void showWhole();
    /// Of what the filter leaves; without rows: all of it.
    QString lines(const QModelIndexList &rows) const;
    QString allLines() const;
    void copySelection();
    void save();

    const frame::PageContext m_context;
    ActivityModel *m_model;
    ActivityFilter *m_filtered;
    frame::PageJob m_saving;
    QAction *m_find = nullptr;
    QAction *m_copy = nullptr;
    QAction *m_copyAll = nullptr;
    QAction *m_save = nullptr;
    QAction *m_end = nullptr;
    widgets::Banner *m_banner = nullptr;
    QComboBox *m_level = nullptr;
    QLineEdit *m_words = nullptr;
    QCheckBox *m_follow = nullptr;
    QTableView *m_table = nullptr;
    QPlainTextEdit *m_whole = nullptr;
    QLabel *m_count = nullptr;
};

} // namespace tidegate::pages
