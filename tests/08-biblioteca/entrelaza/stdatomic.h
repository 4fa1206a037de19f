/* stdatomic.h, el de mentira: cada operación atómica es un punto en el que
 * quien planifica (entrelaza.c) puede cambiar de hilo. Un hilo es una
 * corrutina y solo corre uno: la operación en sí no necesita ser atómica.
 *
 * Todas valen como memory_order_seq_cst: lo que solo se rompe con un orden
 * más débil, aquí no se ve. Y las weak no fallan sin motivo. */
#ifndef ENTRELAZA_STDATOMIC_H
#define ENTRELAZA_STDATOMIC_H

#include "entrelaza.h"

#include <stddef.h>
#include <stdint.h>

#define _Atomic

typedef int atomic_int;
typedef unsigned atomic_uint;
typedef long atomic_long;
typedef unsigned long atomic_ulong;
typedef unsigned long long atomic_ullong;
typedef size_t atomic_size_t;
typedef uintptr_t atomic_uintptr_t;
typedef uint64_t atomic_uint_fast64_t;
typedef char atomic_char;
typedef unsigned char atomic_uchar;
typedef bool atomic_bool;

typedef enum {
    memory_order_relaxed,
    memory_order_consume,
    memory_order_acquire,
    memory_order_release,
    memory_order_acq_rel,
    memory_order_seq_cst
} memory_order;

#define ATOMIC_VAR_INIT(v) (v)
#define atomic_thread_fence(o) ((void)(o))
#define atomic_signal_fence(o) ((void)(o))

/* Antes de que haya otros: no es un punto. */
#define atomic_init(p, v) ((void)(*(p) = (v)))

#define ENT_NUMERO(v) ((unsigned long)(v))

#define atomic_load(p)                                                     \
    __extension__({                                                        \
        __typeof__(p) ent_p = (p);                                         \
        entrelaza_punto(ent_p, ENT_LEE, "load(" #p ")", __func__);         \
        __typeof__(*ent_p) ent_r = *ent_p;                                 \
        entrelaza_vio(ENT_NUMERO(ent_r));                                  \
        ent_r;                                                             \
    })

#define atomic_store(p, v)                                                 \
    __extension__({                                                        \
        __typeof__(p) ent_p = (p);                                         \
        __typeof__(*ent_p) ent_v = (v);                                    \
        entrelaza_punto(ent_p, ENT_ESCRIBE, "store(" #p ", " #v ")",       \
                        __func__);                                         \
        *ent_p = ent_v;                                                    \
        entrelaza_vio(ENT_NUMERO(ent_v));                                  \
    })

/* Deja d en *p y devuelve lo que había; d puede usar antes. */
#define ENT_CAMBIA(p, texto, v, d)                                         \
    __extension__({                                                        \
        __typeof__(p) ent_p = (p);                                         \
        __typeof__(v) ent_v = (v);                                         \
        entrelaza_punto(ent_p, ENT_ESCRIBE, texto, __func__);              \
        __typeof__(*ent_p) antes = *ent_p;                                 \
        *ent_p = (__typeof__(*ent_p))(d);                                  \
        entrelaza_vio(ENT_NUMERO(antes));                                  \
        antes;                                                             \
    })

#define atomic_exchange(p, v)                                              \
    ENT_CAMBIA(p, "exchange(" #p ", " #v ")", v, ent_v)
#define atomic_fetch_add(p, v)                                             \
    ENT_CAMBIA(p, "fetch_add(" #p ", " #v ")", v, antes + ent_v)
#define atomic_fetch_sub(p, v)                                             \
    ENT_CAMBIA(p, "fetch_sub(" #p ", " #v ")", v, antes - ent_v)
#define atomic_fetch_or(p, v)                                              \
    ENT_CAMBIA(p, "fetch_or(" #p ", " #v ")", v, antes | ent_v)
#define atomic_fetch_and(p, v)                                             \
    ENT_CAMBIA(p, "fetch_and(" #p ", " #v ")", v, antes &ent_v)

#define atomic_compare_exchange_strong(p, e, d)                            \
    __extension__({                                                        \
        __typeof__(p) ent_p = (p);                                         \
        __typeof__(e) ent_e = (e);                                         \
        __typeof__(*ent_p) ent_d = (d);                                    \
        entrelaza_punto(ent_p, ENT_ESCRIBE, "cas(" #p ", " #e ", " #d ")", \
                        __func__);                                         \
        bool ent_si = *ent_p == *ent_e;                                    \
        if (ent_si)                                                        \
            *ent_p = ent_d;                                                \
        else                                                               \
            *ent_e = *ent_p;                                               \
        entrelaza_vio(ent_si);                                             \
        ent_si;                                                            \
    })
#define atomic_compare_exchange_weak atomic_compare_exchange_strong

#define atomic_load_explicit(p, o) atomic_load(p)
#define atomic_store_explicit(p, v, o) atomic_store(p, v)
#define atomic_exchange_explicit(p, v, o) atomic_exchange(p, v)
#define atomic_fetch_add_explicit(p, v, o) atomic_fetch_add(p, v)
#define atomic_fetch_sub_explicit(p, v, o) atomic_fetch_sub(p, v)
#define atomic_fetch_or_explicit(p, v, o) atomic_fetch_or(p, v)
#define atomic_fetch_and_explicit(p, v, o) atomic_fetch_and(p, v)
#define atomic_compare_exchange_strong_explicit(p, e, d, o, f)             \
    atomic_compare_exchange_strong(p, e, d)
#define atomic_compare_exchange_weak_explicit(p, e, d, o, f)               \
    atomic_compare_exchange_strong(p, e, d)

#endif
