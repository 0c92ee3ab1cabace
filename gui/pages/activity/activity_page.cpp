// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/activity/activity_page.h"

#include "ask/asker.h"
#include "frame/workspace.h"
#include "pages/activity/activity_filter.h"
#include "pages/activity/activity_model.h"
#include "settings/write_file.h"
#include "text/problem_text.h"
#include "widgets/action_button.h"
#include "widgets/banner.h"

#include <QAction>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace tidegate::pages {

using Level = frame::EventLog::Level;

ActivityPage::ActivityPage(const frame::PageContext &context, QWidget *parent)
    : Page(QStringLiteral("activity"), tr("Activity"), parent),
      m_context(context),
      m_model(new ActivityModel(context.workspace.log(), this)),
      m_filtered(new ActivityFilter(this))
{
    m_filtered->setSourceModel(m_model);
    makeActions();
    makeLayout();
    connect(m_filtered, &QAbstractItemModel::rowsInserted, this, &ActivityPage::rowsCame);
    for (const auto signal : {&QAbstractItemModel::rowsRemoved, &QAbstractItemModel::rowsInserted})
        connect(m_model, signal, this, &ActivityPage::showCount);
    showCount();
}

void ActivityPage::makeActions()
{
    m_find = addMenuAction(tr("&Filter"), QKeySequence::Find);
    m_copy = addMenuAction(tr("&Copy selection"), QKeySequence::Copy);
    m_copyAll = addMenuAction(tr("Copy &all that is shown"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C));
    m_save = addMenuAction(tr("&Save to a file…"), QKeySequence::Save);
    m_end = addMenuAction(tr("Go to the &newest"), QKeySequence(Qt::CTRL | Qt::Key_End));
    connect(m_find, &QAction::triggered, this, [this] { m_words->setFocus(Qt::ShortcutFocusReason); });
    connect(m_copy, &QAction::triggered, this, &ActivityPage::copySelection);
    connect(m_copyAll, &QAction::triggered, this, [this] { QGuiApplication::clipboard()->setText(allLines()); });
    connect(m_save, &QAction::triggered, this, &ActivityPage::save);
    connect(m_end, &QAction::triggered, this, [this] { m_table->scrollToBottom(); });
}

QWidget *ActivityPage::makeTop()
{
    auto *top = new QWidget(this);
    m_level = new QComboBox(top);
    m_level->setObjectName(QStringLiteral("level"));
    m_level->setAccessibleName(tr("What is shown"));
    m_level->addItem(tr("All that happened"), static_cast<int>(Level::Note));
    m_level->addItem(tr("Warnings and problems"), static_cast<int>(Level::Warning));
    m_level->addItem(tr("Problems alone"), static_cast<int>(Level::Problem));
    m_level->addItem(tr("All, with the engine's log"), static_cast<int>(Level::Engine));
    m_words = new QLineEdit(top);
    m_words->setObjectName(QStringLiteral("words"));
    m_words->setPlaceholderText(tr("Filter by text or table"));
    m_words->setAccessibleName(tr("Filter by text or table"));
    m_words->setClearButtonEnabled(true);
    m_follow = new QCheckBox(tr("F&ollow the newest"), top);
    m_follow->setObjectName(QStringLiteral("follow"));
    m_follow->setChecked(true);
    connect(m_level, &QComboBox::currentIndexChanged, this, [this] {
        m_filtered->setLevel(static_cast<Level>(m_level->currentData().toInt()));
        showCount();
    });
    connect(m_words, &QLineEdit::textChanged, this, [this](const QString &words) {
        m_filtered->setWords(words);
        showCount();
    });
    connect(m_follow, &QCheckBox::toggled, this, [this](bool follow) {
        if (follow)
            m_table->scrollToBottom();
    });
    auto *layout = new QHBoxLayout(top);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_level);
    layout->addWidget(m_words, 1);
    layout->addWidget(m_follow);
    return top;
}

void ActivityPage::makeLayout()
{
    m_banner = new widgets::Banner(this);
    auto *top = makeTop();
    m_table = new QTableView(this);
    m_table->setObjectName(QStringLiteral("activityTable"));
    m_table->setAccessibleName(tr("What happened"));
    m_table->setModel(m_filtered);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().lineSpacing() + 6);
    m_table->horizontalHeader()->setStretchLastSection(true);
    const int character = fontMetrics().averageCharWidth();
    m_table->setColumnWidth(ActivityModel::Time,
                            fontMetrics().horizontalAdvance(QStringLiteral("0000-00-00 00:00:00")) + 2 * character);
    m_table->horizontalHeader()->setResizeContentsPrecision(0); // what is in sight
    m_table->horizontalHeader()->setSectionResizeMode(ActivityModel::Level, QHeaderView::ResizeToContents);
    m_table->setColumnWidth(ActivityModel::Table, character * 26);
    m_whole = new QPlainTextEdit(this);
    m_whole->setObjectName(QStringLiteral("wholeEntry"));
    m_whole->setAccessibleName(tr("The whole entry"));
    m_whole->setReadOnly(true);
    m_whole->setTabChangesFocus(true);
    m_whole->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &ActivityPage::showWhole);
    m_count = new QLabel(this);
    m_count->setObjectName(QStringLiteral("activityCount"));
    auto *split = new QSplitter(Qt::Vertical, this);
    split->addWidget(m_table);
    split->addWidget(m_whole);
    split->setStretchFactor(0, 4);
    split->setStretchFactor(1, 1);
    split->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_banner);
    layout->addWidget(top);
    layout->addWidget(split, 1);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_count, 1);
    for (auto *action : {m_copy, m_copyAll, m_save})
        bottom->addWidget(new widgets::ActionButton(action, this));
    layout->addLayout(bottom);
}

void ActivityPage::rowsCame()
{
    if (m_follow->isChecked())
        m_table->scrollToBottom();
}

void ActivityPage::showCount()
{
    const auto &entries = m_context.workspace.log().entries();
    const auto all = static_cast<int>(entries.size());
    QStringList words{tr("%1 of %n entries shown.", nullptr, all).arg(m_filtered->rowCount())};
    if (all == frame::EventLog::capacity)
        words += tr("Older ones are gone.");
    m_count->setText(words.join(QLatin1Char(' ')));
    const auto problems = static_cast<int>(std::count_if(entries.begin(), entries.end(), [](const auto &entry) {
        return entry.level == Level::Problem;
    }));
    if (problems > 0)
        setState(look::Tone::Attention, tr("%n problem(s)", nullptr, problems));
    else
        setState(look::Tone::Idle, all == 0 ? tr("Nothing yet") : tr("No problems"));
}

void ActivityPage::showWhole()
{
    const auto index = m_table->currentIndex();
    m_whole->setPlainText(index.isValid() ? index.siblingAtColumn(ActivityModel::Text).data(Qt::ToolTipRole).toString() : QString());
}

QString ActivityPage::lines(const QModelIndexList &rows) const
{
    auto ordered = rows;
    std::sort(ordered.begin(), ordered.end());
    QString text;
    for (const auto &row : ordered) {
        text += row.data(ActivityModel::LineRole).toString();
        text += QLatin1Char('\n');
    }
    return text;
}

QString ActivityPage::allLines() const
{
    QModelIndexList rows;
    for (int row = 0; row < m_filtered->rowCount(); ++row)
        rows += m_filtered->index(row, 0);
    return lines(rows);
}

void ActivityPage::copySelection()
{
    // In the text below, Ctrl+C means the words that are marked there.
    if (m_whole->hasFocus()) {
        m_whole->copy();
        return;
    }
    const auto rows = m_table->selectionModel()->selectedRows();
    if (!rows.isEmpty())
        QGuiApplication::clipboard()->setText(lines(rows));
}

void ActivityPage::save()
{
    ask::FileQuestion question;
    question.kind = ask::FileQuestion::Kind::Save;
    question.title = tr("Save what is shown");
    question.start = QStringLiteral("tidegate-activity.txt");
    question.filters = QStringList{tr("Text files (*.txt *.log)")};
    m_context.asker.chooseFile(this, question, [this](const QString &path) {
        if (path.isEmpty())
            return;
        m_saving.start(
            [path, text = allLines()](const StopToken &, const auto &) {
                settings::replaceFile(path, text.toUtf8());
            },
            [this, path](const std::optional<Problem> &problem, bool) {
                if (problem)
                    m_banner->show(look::Tone::Failed, text::problemText(*problem).inOneLine());
                else
                    m_banner->show(look::Tone::Done, tr("Saved to %1.").arg(path));
            });
    });
}

} // namespace tidegate::pages
