"""The event core, clients, people, rooms, hours, appointments that cannot overlap, and follow-ups."""

from alembic import op

from shared.messaging.storage.migrations import create_event_core, drop_event_core

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CLIENTS = """
CREATE TABLE client (
    id uuid PRIMARY KEY,
    name text,
    email text,
    phone text,
    language text CHECK (language IN ('fi', 'sv', 'en')),
    situation text CHECK (situation IN ('job_seeker', 'student', 'employed', 'other')),
    came_by text CHECK (came_by IN ('self', 'referral')),
    created_at timestamptz NOT NULL,
    consent_version text,
    consent_given_at timestamptz,
    referred_by uuid,
    possible_duplicate_of uuid REFERENCES client (id),
    erased_at timestamptz,
    CONSTRAINT client_consent CHECK ((consent_version IS NULL) = (consent_given_at IS NULL)),
    CONSTRAINT client_known_or_erased CHECK (
        CASE WHEN erased_at IS NULL
            THEN num_nulls(name, email, phone, language, situation, came_by) = 0
            ELSE num_nonnulls(name, email, phone, language, situation, came_by, consent_version, referred_by,
                possible_duplicate_of) = 0
        END
    )
);
CREATE INDEX client_email ON client (lower(email));
CREATE INDEX client_duplicates ON client (possible_duplicate_of);
"""

STAFF = """
CREATE TABLE person (
    id uuid PRIMARY KEY,
    role text NOT NULL CHECK (role IN ('coordinator', 'lecturer', 'student')),
    name text NOT NULL CHECK (name <> ''),
    email text NOT NULL,
    phone text NOT NULL,
    language text NOT NULL CHECK (language IN ('fi', 'sv', 'en')),
    is_active boolean NOT NULL
);
CREATE UNIQUE INDEX person_email ON person (lower(email));

CREATE TABLE room (
    id uuid PRIMARY KEY,
    name text NOT NULL,
    campus text NOT NULL CHECK (campus <> ''),
    address text NOT NULL,
    directions_fi text NOT NULL,
    directions_sv text NOT NULL,
    directions_en text NOT NULL,
    is_active boolean NOT NULL
);
CREATE UNIQUE INDEX room_name ON room (lower(campus), lower(name));

CREATE TABLE weekly_hours (
    person_id uuid REFERENCES person (id),
    weekday smallint CHECK (weekday BETWEEN 1 AND 7),
    starts time,
    ends time,
    PRIMARY KEY (person_id, weekday, starts, ends),
    CONSTRAINT weekly_hours_order CHECK (ends > starts OR ends = '00:00')
);

CREATE TABLE dated_exception (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES person (id),
    "on" date NOT NULL,
    is_available boolean NOT NULL,
    starts time,
    ends time,
    CONSTRAINT dated_exception_hours CHECK (
        num_nulls(starts, ends) = 0 OR (num_nulls(starts, ends) = 2 AND NOT is_available)
    ),
    CONSTRAINT dated_exception_order CHECK (ends > starts OR ends = '00:00')
);
CREATE INDEX dated_exception_person ON dated_exception (person_id, "on");
"""

APPOINTMENTS = """
CREATE EXTENSION IF NOT EXISTS btree_gist;

CREATE TABLE appointment (
    id uuid PRIMARY KEY,
    client_id uuid NOT NULL REFERENCES client (id),
    state text NOT NULL
        CHECK (state IN ('held', 'booked', 'under_way', 'completed', 'cancelled', 'no_show', 'declined')),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    busy_from timestamptz NOT NULL,
    busy_until timestamptz NOT NULL,
    student_ids uuid[] NOT NULL CHECK (cardinality(student_ids) BETWEEN 1 AND 2),
    lecturer_id uuid NOT NULL REFERENCES person (id),
    room_id uuid NOT NULL REFERENCES room (id),
    follows_id uuid REFERENCES appointment (id),
    reason text CHECK (reason IN ('goals', 'guidance', 'information', 'high_stress')),
    focus text[],
    version integer NOT NULL CHECK (version > 0),
    CONSTRAINT appointment_times CHECK (busy_from <= starts_at AND starts_at < ends_at AND ends_at <= busy_until),
    CONSTRAINT appointment_reason CHECK (reason IS NULL OR follows_id IS NOT NULL)
);
CREATE INDEX appointment_start ON appointment (starts_at);
CREATE INDEX appointment_client ON appointment (client_id, starts_at);
CREATE INDEX appointment_lecturer ON appointment (lecturer_id, client_id);
CREATE INDEX appointment_students ON appointment USING gin (student_ids);
CREATE INDEX appointment_held ON appointment (starts_at) WHERE state = 'held';
CREATE UNIQUE INDEX appointment_one_follow_up ON appointment (follows_id)
    WHERE state IN ('held', 'booked', 'under_way', 'completed');

CREATE TABLE engagement (
    appointment_id uuid REFERENCES appointment (id),
    resource_id uuid,
    busy tstzrange NOT NULL CHECK (NOT isempty(busy)),
    is_active boolean NOT NULL,
    PRIMARY KEY (appointment_id, resource_id),
    CONSTRAINT engagement_never_overlaps
        EXCLUDE USING gist (resource_id WITH =, busy WITH &&) WHERE (is_active)
);
CREATE INDEX engagement_busy ON engagement USING gist (busy) WHERE (is_active);

CREATE TABLE follow_up (
    follows_id uuid PRIMARY KEY REFERENCES appointment (id),
    client_id uuid NOT NULL REFERENCES client (id),
    lecturer_id uuid NOT NULL REFERENCES person (id),
    student_ids uuid[] NOT NULL,
    room_id uuid NOT NULL REFERENCES room (id),
    reason text NOT NULL CHECK (reason IN ('goals', 'guidance', 'information', 'high_stress')),
    focus text[] NOT NULL,
    requested_at timestamptz NOT NULL,
    is_acute boolean NOT NULL,
    state text NOT NULL CHECK (state IN ('proposed', 'waiting', 'booked', 'given_up')),
    appointment_id uuid REFERENCES appointment (id),
    is_sought boolean NOT NULL,
    CONSTRAINT follow_up_time CHECK ((appointment_id IS NOT NULL) = (state IN ('proposed', 'booked')))
);
CREATE INDEX follow_up_unsettled ON follow_up (requested_at) WHERE state IN ('proposed', 'waiting');
CREATE INDEX follow_up_client ON follow_up (client_id);
"""


def upgrade() -> None:
    """Bring the database to this revision."""
    create_event_core(op)
    for statements in (CLIENTS, STAFF, APPOINTMENTS):
        for statement in statements.split(";\n"):
            if statement.strip():
                op.execute(statement)


def downgrade() -> None:
    """Take this revision back."""
    for table in (
        "follow_up",
        "engagement",
        "appointment",
        "dated_exception",
        "weekly_hours",
        "room",
        "person",
        "client",
    ):
        op.execute(f"DROP TABLE {table}")
    drop_event_core(op)
