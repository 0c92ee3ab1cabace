// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "frame/page_context.h"
#include "shell/page_list.h"
#include "shell/window_memory.h"

#include <QMainWindow>

class QStackedWidget;

namespace tidegate::shell {

class Closing;
class Rail;
struct NextStep;

/// Rail, header, the pages that its factories make, and the menu. Decides nothing about migrations.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    /// The saver outlives it.
    MainWindow(const frame::PageContext &context, const settings::Profile &profile, settings::FileSaver &saver,
               const std::vector<PageFactory> &factories, QWidget *parent = nullptr);

    const std::vector<frame::Page *> &pages() const { return m_pages; }
    frame::Page *page(const QString &id) const; ///< null if there is none
    frame::Page *currentPage() const;
    void showPage(const QString &id);
    /// In front of the other windows, as a second start asks for.
    void bringUp();
    /// Stops a run cleanly, then closes.
    void closeWithoutAsking();

signals:
    void closed();

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    void addPage(frame::Page *page);
    void makeMenus();
    void makePageMenus();
    void followPage(int index);
    void take(const NextStep &step);
    void showAbout();

    frame::PageContext m_context;
    WindowMemory m_memory;
    std::vector<frame::Page *> m_pages;
    Rail *m_rail;
    QStackedWidget *m_stack;
    Closing *m_closing;
};

} // namespace tidegate::shell
