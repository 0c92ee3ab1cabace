// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ask/window_asker.h"

#include "ask/danger_dialog.h"

#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>

namespace tidegate::ask {

namespace {

QFileDialog::FileMode modeOf(FileQuestion::Kind kind)
{
    switch (kind) {
    case FileQuestion::Kind::Open:
        return QFileDialog::ExistingFile;
    case FileQuestion::Kind::Save:
        return QFileDialog::AnyFile;
    case FileQuestion::Kind::Directory:
        return QFileDialog::Directory;
    }
    return QFileDialog::ExistingFile;
}

QMessageBox *makeBox(QWidget *parent, const Question &question, QMessageBox::Icon icon)
{
    auto *box = new QMessageBox(icon, question.title, question.text, QMessageBox::NoButton, parent);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setObjectName(QStringLiteral("question"));
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(question.more);
    box->setDetailedText(question.sql);
    box->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return box;
}

} // namespace

void WindowAsker::ask(QWidget *asking, const Question &question, std::function<void(const QString &)> answer)
{
    auto *box = makeBox(asking, question, QMessageBox::Question);
    for (const auto &choice : question.choices) {
        auto *button = box->addButton(choice.text,
                                      choice.loses ? QMessageBox::DestructiveRole : QMessageBox::AcceptRole);
        button->setProperty("id", choice.id);
    }
    auto *cancel = box->addButton(QMessageBox::Cancel);
    box->setDefaultButton(cancel);
    box->setEscapeButton(cancel);
    QObject::connect(box, &QMessageBox::finished, asking, [box, answer = std::move(answer)] {
        const auto *clicked = box->clickedButton();
        answer(clicked ? clicked->property("id").toString() : QString());
    });
    box->open();
}

void WindowAsker::tell(QWidget *asking, const Question &message)
{
    auto *box = makeBox(asking, message, QMessageBox::Information);
    box->addButton(QMessageBox::Close);
    box->open();
}

void WindowAsker::askDangerous(QWidget *asking, const DangerousQuestion &question,
                               std::function<void(bool)> answer)
{
    auto *dialog = new DangerDialog(question, asking);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    QObject::connect(dialog, &QDialog::finished, asking,
                     [answer = std::move(answer)](int result) { answer(result == QDialog::Accepted); });
    dialog->open();
}

void WindowAsker::chooseFile(QWidget *asking, const FileQuestion &question,
                             std::function<void(const QString &)> answer)
{
    auto *dialog = new QFileDialog(asking, question.title, question.start);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(modeOf(question.kind));
    if (question.kind == FileQuestion::Kind::Save)
        dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(question.filters);
    QObject::connect(dialog, &QDialog::finished, asking, [dialog, answer = std::move(answer)](int result) {
        const auto files = dialog->selectedFiles();
        answer(result == QDialog::Accepted && !files.isEmpty() ? files.first() : QString());
    });
    dialog->open();
}

} // namespace tidegate::ask
