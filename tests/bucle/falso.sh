#!/bin/sh
# falso.sh: hace de make. Dice qué le han pedido, con su número de orden; y si
# hay un largo.h en la práctica, deja dicho quién es y no acaba hasta que lo maten,
# ni él ni el nieto que deja en una sesión aparte.
n=$(($(cat cuenta 2>/dev/null || echo 0) + 1))
echo "$n" >cuenta
echo "orden $n: $*"
if [ -e labs/03-x/largo.h ]; then
    setsid sh -c 'trap "" TERM; echo $$ >nieto; echo "empieza $(cat nieto)"
        while :; do read -r _ </dev/zero; done' &
    wait
fi
