// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pages/connections/file_field.h"

#include "ask/asker.h"

#include <QDir>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

namespace tidegate::pages {

FileField::FileField(ask::Asker &asker, const QString &what, QWidget *parent)
    : QWidget(parent),
      m_asker(asker),
      m_what(what),
      m_filters{tr("Certificates and keys (*.crt *.pem *.key *.der)"), tr("All files (*)")},
      m_line(new QLineEdit(this))
{
    auto *browse = new QPushButton(tr("Choose…"), this);
    browse->setAccessibleName(tr("Choose: %1").arg(what));
    browse->setAutoDefault(false);
    connect(browse, &QPushButton::clicked, this, &FileField::choose);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_line, 1);
    layout->addWidget(browse);
    setFocusProxy(m_line);
}

void FileField::choose()
{
    ask::FileQuestion question;
    question.title = m_what;
    question.start = m_line->text();
    question.filters = m_filters;
    m_asker.chooseFile(this, question, [this](const QString &path) {
        if (!path.isEmpty())
            m_line->setText(QDir::toNativeSeparators(path));
    });
}

} // namespace tidegate::pages
