// SPDX-FileCopyrightText: Tidegate contributors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QStringList>
#include <QWidget>

class QLineEdit;

namespace tidegate::ask {
class Asker;
}

namespace tidegate::pages {

/// A path, typed or chosen.
class FileField : public QWidget
{
    Q_OBJECT
public:
    /// `what` is the dialog's title and what the button is called for those who cannot see it.
    FileField(ask::Asker &asker, const QString &what, QWidget *parent = nullptr);

    /// Instead of those for certificates and keys.
    void setFilters(const QStringList &filters) { m_filters = filters; }
    QLineEdit &line() const { return *m_line; }

private:
    void choose();

    ask::Asker &m_asker;
    QString m_what;
    QStringList m_filters;
    QLineEdit *m_line;
};

} // namespace tidegate::pages
