// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shell/main_window.h"

#include "ask/asker.h"
#include "frame/workspace.h"
#include "shell/closing.h"
#include "shell/header.h"
#include "shell/rail.h"

#include <QAction>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QMenuBar>
#include <QStackedWidget>

namespace tidegate::shell {

MainWindow::MainWindow(const frame::PageContext &context, const settings::Profile &profile,
                       settings::FileSaver &saver, const std::vector<PageFactory> &factories, QWidget *parent)
    : QMainWindow(parent),
      m_context(context),
      m_memory(profile, saver),
      m_rail(new Rail(this)),
      m_stack(new QStackedWidget(this)),
      m_closing(new Closing(*this, context.asker, context.workspace.run(), this))
{
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(tr("Tidegate"));
    auto *centre = new QWidget(this);
    auto *column = new QVBoxLayout(centre);
    auto *header = new Header(context.workspace, centre);
    connect(header, &Header::stepWanted, this, &MainWindow::take);
    column->addWidget(header);
    auto *row = new QHBoxLayout;
    row->addWidget(m_rail);
    row->addWidget(m_stack, 1);
    column->addLayout(row, 1);
    setCentralWidget(centre);
    for (const auto &factory : factories)
        addPage(factory(m_context));
    makeMenus();
    connect(m_rail, &QListWidget::currentRowChanged, this, &MainWindow::followPage);
    m_rail->setCurrentRow(0);
    showPage(m_memory.page());
    m_memory.restore(*this);
}

void MainWindow::addPage(frame::Page *page)
{
    m_pages.push_back(page);
    m_stack->addWidget(page);
    m_rail->add(*page);
}

void MainWindow::makeMenus()
{
    auto *file = menuBar()->addMenu(tr("&File"));
    auto *quit = file->addAction(tr("&Quit"), this, [this] { close(); });
    quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));
    quit->setMenuRole(QAction::QuitRole);
    auto *view = menuBar()->addMenu(tr("&View"));
    int key = Qt::Key_1;
    for (auto *page : m_pages) {
        auto *action = view->addAction(page->title(), this, [this, page] { showPage(page->id()); });
        action->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(key++)));
    }
    makePageMenus();
    auto *help = menuBar()->addMenu(tr("&Help"));
    auto *about = help->addAction(tr("&About Tidegate"), this, &MainWindow::showAbout);
    about->setMenuRole(QAction::AboutRole);
}

/// A page's actions are in a menu of its name: to be found, and with their shortcuts to be learnt.
void MainWindow::makePageMenus()
{
    for (auto *page : m_pages) {
        if (page->menuActions().isEmpty())
            continue;
        auto *menu = menuBar()->addMenu(QLatin1Char('&') + page->title());
        menu->addActions(page->menuActions());
        menu->menuAction()->setVisible(false);
        menu->menuAction()->setData(page->id());
    }
}

void MainWindow::followPage(int index)
{
    if (index < 0)
        return;
    m_stack->setCurrentIndex(index);
    for (auto *action : menuBar()->actions()) {
        if (!action->data().isNull())
            action->setVisible(action->data().toString() == currentPage()->id());
    }
}

frame::Page *MainWindow::page(const QString &id) const
{
    for (auto *each : m_pages) {
        if (each->id() == id)
            return each;
    }
    return nullptr;
}

frame::Page *MainWindow::currentPage() const
{
    return qobject_cast<frame::Page *>(m_stack->currentWidget());
}

void MainWindow::showPage(const QString &id)
{
    if (auto *wanted = page(id))
        m_rail->setCurrentRow(m_stack->indexOf(wanted));
}

void MainWindow::take(const NextStep &step)
{
    showPage(step.page);
    if (step.proceeds && page(step.page))
        page(step.page)->proceed();
}

void MainWindow::bringUp()
{
    setWindowState((windowState() & ~Qt::WindowMinimized) | Qt::WindowActive);
    show();
    raise();
    activateWindow();
}

void MainWindow::closeWithoutAsking()
{
    m_closing->closeWithoutAsking();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_closing->mayClose()) {
        event->ignore();
        return;
    }
    m_memory.save(*this, currentPage() ? currentPage()->id() : QString());
    QMainWindow::closeEvent(event);
    emit closed();
}

void MainWindow::showAbout()
{
    ask::Question question;
    question.title = tr("About Tidegate");
    question.text = tr("Tidegate %1 moves a live PostgreSQL or TimescaleDB database.")
                        .arg(QStringLiteral(TIDEGATE_VERSION));
    question.more =
        tr("Free software under the GNU General Public License, version 3 or later. It uses Qt "
           "(LGPL 3, Qt Charts GPL 3), libpq (PostgreSQL licence), QtKeychain (BSD) and spdlog (MIT).");
    m_context.asker.tell(this, question);
}

} // namespace tidegate::shell
